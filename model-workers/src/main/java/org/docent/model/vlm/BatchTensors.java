package org.docent.model.vlm;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.docent.model.compute.ScriptValue;
import org.docent.model.compute.Tensors;
import org.docent.model.compute.TorchProgram;
import org.docent.model.data.Batch;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Batch} on the device: what the forward pass reads ({@link #inputs}) and the rows the
 * losses look at ({@link #rows}). The tensors belong to the manager given; close this before it.
 */
public final class BatchTensors implements AutoCloseable {

  private final ScriptValue inputs;
  private final ScriptValue rows;
  private final NDArray responseRowsS;
  private final NDArray signalRowsS;

  /** Copies the batch's arrays to the device of {@code owner}. */
  public BatchTensors(TorchProgram program, NDManager owner, Batch batch) {
    this(program, owner, batch, null);
  }

  /**
   * The same where the vision tower need not run.
   *
   * @param featuresSD its features of the batch's images (N * P, D), float32; null where it has to
   */
  public BatchTensors(
      TorchProgram program, NDManager owner, Batch batch, @Nullable NDArray featuresSD) {
    int side = batch.imageSize();
    int images = featuresSD == null ? batch.images() : 0;
    float[] pixels = featuresSD == null ? batch.pixelsNCHW() : new float[0];
    NDArray visualRowsS = Tensors.of(program, owner, batch.visualRows());
    this.responseRowsS = Tensors.of(program, owner, batch.responseRows());
    this.signalRowsS = Tensors.of(program, owner, signalRows(batch));
    this.inputs =
        program
            .call("inputs")
            .with(
                Tensors.of(
                    program,
                    owner,
                    batch.tokenIdsBT(),
                    new Shape(batch.samples().size(), batch.length())))
            .with(Tensors.of(program, owner, pixels, new Shape(images, 3, side, side)))
            .with(visualRowsS)
            .with(Tensors.of(program, owner, batch.visualSources()))
            .with(featuresSD)
            .run();
    int[] visuals = batch.visualRowsPerSample();
    int most = Arrays.stream(visuals).max().orElse(0);
    try (ScriptValue response =
            sampleRows(program, owner, responseRowsS, batch.responseRowsPerSample());
        ScriptValue visual = sampleRows(program, owner, visualRowsS, visuals)) {
      this.rows =
          program
              .call("rows")
              .with(response)
              .with(Tensors.of(program, owner, batch.responseTargets()))
              .with(visual)
              .with(Tensors.of(program, owner, slots(visuals, most)))
              .with(most)
              .run();
    }
  }

  /** Only for the rows: no pixels are copied, no forward pass can be made. */
  public static BatchTensors rowsOnly(TorchProgram program, NDManager owner, Batch batch) {
    return new BatchTensors(program, owner, batch, owner.zeros(new Shape(0, 1)));
  }

  private static ScriptValue sampleRows(
      TorchProgram program, NDManager owner, NDArray rowsS, int[] perSample) {
    return program
        .call("sample_rows")
        .with(rowsS)
        .with(Tensors.of(program, owner, owners(perSample)))
        .with(Tensors.of(program, owner, widen(perSample)))
        .run();
  }

  /** The program's {@code Inputs}. */
  public ScriptValue inputs() {
    return inputs;
  }

  /** The program's {@code Rows}. */
  public ScriptValue rows() {
    return rows;
  }

  /** Rows of the flattened sequence whose next token is a target. */
  public NDArray responseRows() {
    return responseRowsS;
  }

  /** Rows a teacher speaks about: the response rows, then the visual rows. */
  public NDArray signalRows() {
    return signalRowsS;
  }

  /** Visual rows of all samples. */
  public long visualRows() {
    return signalRowsS.size() - responseRowsS.size();
  }

  @Override
  public void close() {
    inputs.close();
    rows.close();
  }

  private static long[] signalRows(Batch batch) {
    int responses = batch.responseRows().length;
    long[] rows = Arrays.copyOf(batch.responseRows(), responses + batch.visualRows().length);
    System.arraycopy(batch.visualRows(), 0, rows, responses, batch.visualRows().length);
    return rows;
  }

  /** The sample of each row: 2 and 1 rows are of samples 0, 0, 1. */
  private static long[] owners(int[] perSample) {
    return IntStream.range(0, perSample.length)
        .flatMap(b -> IntStream.range(0, perSample[b]).map(k -> b))
        .asLongStream()
        .toArray();
  }

  /** The place of each row where every sample has {@code most}: 2 and 1 rows are at 0, 1, 2. */
  private static long[] slots(int[] perSample, int most) {
    return IntStream.range(0, perSample.length)
        .flatMap(b -> IntStream.range(0, perSample[b]).map(k -> b * most + k))
        .asLongStream()
        .toArray();
  }

  private static long[] widen(int[] counts) {
    return Arrays.stream(counts).asLongStream().toArray();
  }
}
