package org.docent.tests.benchmarks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.docent.model.compute.DeviceThread;
import org.docent.model.compute.TorchProgram;
import org.docent.model.data.Batch;
import org.docent.model.data.SampleLayout;
import org.docent.model.loss.DistillationObjective;
import org.docent.model.loss.HeadGradients;
import org.docent.model.loss.OutputHead;
import org.docent.model.loss.SampleTerms;
import org.docent.model.loss.TeacherTargets;
import org.docent.model.loss.Term;
import org.docent.model.vlm.BatchTensors;
import org.docent.protocol.plan.Divergence;
import org.docent.protocol.plan.LossWeights;
import org.docent.protocol.settings.Dtype;
import org.docent.protocol.settings.ObjectiveSettings;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Losses and gradients of one sample at full size: 728 visual and 64 response rows against a
 * vocabulary of 151,936, teacher 2560 wide, student 1024, the head training. {@code
 * tests/bench/loss_rows.sh} runs it beside the same in plain PyTorch with full logits.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx512m", "-Dai.djl.offline=true"})
@Warmup(iterations = 1)
@Measurement(iterations = 5)
public class LossRowsBenchmark {

  private static final int VISUAL = 728;
  private static final int RESPONSE = 64;
  private static final int ROWS = VISUAL + RESPONSE;

  /** V. */
  @Param("151936")
  public int vocabulary;

  /** {@code loss-chunk-rows}. */
  @Param("128")
  public int chunkRows;

  /** What both heads are stored in. */
  @Param("FLOAT32")
  public Dtype storage;

  /** What products with them are computed in. */
  @Param("FLOAT32")
  public Dtype products;

  /** Of the relation term; 0 leaves it out, as the script does. */
  @Param("0")
  public double relation;

  /** Intra-op threads. */
  @Param("2")
  public int threads;

  private DeviceThread device;
  private TorchProgram program;
  private BatchTensors batch;
  private NDArray hidden;
  private NDArray teacherHidden;
  private DistillationObjective objective;
  private HeadGradients gradients;
  private OutputHead student;
  private ProcessMeter meter;

  /** Makes weights and gradients, and starts counting memory beyond them. */
  @Setup
  public void open() throws Exception {
    device = DeviceThread.start("loss-rows", "cpu", threads);
    device
        .submit(
            () -> {
              NDManager manager = device.manager();
              program = TorchProgram.load(manager);
              hidden = manager.randomNormal(new Shape(ROWS, 1024));
              teacherHidden = manager.randomNormal(new Shape(ROWS, 2560));
              student = head(manager, 1024, 0.03f);
              OutputHead teacher = head(manager, 2560, 0.02f);
              batch = new BatchTensors(program, manager, rows());
              objective = new DistillationObjective(program, settings(), student, teacher);
              gradients =
                  new HeadGradients(
                      hidden.zerosLike(),
                      manager.zeros(new Shape(vocabulary, 1024)).addi(0),
                      relation > 0
                          ? manager.zeros(new Shape(1024, 1024), DataType.FLOAT64).addi(0)
                          : null);
              return true;
            })
        .get();
    meter = ProcessMeter.start();
  }

  /** One micro-batch of one sample: L_reg, L_res and L_vis with their gradients. */
  @Benchmark
  public double lossesAndGradients() throws Exception {
    meter.count();
    return device
        .submit(
            () -> {
              try (NDArray termsTB =
                  objective.terms(
                      hidden,
                      batch,
                      TeacherTargets.ofHidden(teacherHidden, batch),
                      1,
                      gradients,
                      device.manager())) {
                return SampleTerms.read(termsTB).of(Term.VIS, 0);
              }
            })
        .get();
  }

  /** What a step that trains its head adds for the relation, once: G = WᵀW. */
  @Benchmark
  public double gramMatrix() throws Exception {
    meter.count();
    return device
        .submit(
            () -> {
              student.changed();
              return student.gram().getDouble(0, 0);
            })
        .get();
  }

  /** And its gradient's way back to the head: dW += W·(dG + dGᵀ). */
  @Benchmark
  public long gramToHead() throws Exception {
    meter.count();
    return device
        .submit(
            () -> {
              try (NDArray sum =
                  program
                      .call("gram_to_head")
                      .with(student.gram())
                      .with(student.matrix())
                      .with(gradients.headVD())
                      .tensor(device.manager())) {
                return sum.size();
              }
            })
        .get();
  }

  /** Says what it took, then ends the device's thread. */
  @TearDown
  public void close() {
    System.out.printf("%n%s%n", meter);
    device.close();
  }

  private OutputHead head(NDManager manager, int width, float scale) {
    NDArray matrix = manager.randomNormal(new Shape(vocabulary, width)).muli(scale);
    if (storage == Dtype.BF16) {
      try (NDArray wide = matrix) {
        matrix =
            program.call("held").with(wide).with(storage).with("cpu").with(true).tensor(manager);
      }
    }
    return OutputHead.of(program, manager, matrix, products);
  }

  private ObjectiveSettings settings() {
    return new ObjectiveSettings(
        new LossWeights(1, 1, 1, relation), Divergence.FORWARD_KL, 0.1, 1, chunkRows);
  }

  private Batch rows() {
    long[] visual = LongStream.range(0, VISUAL).toArray();
    long[] response = LongStream.range(VISUAL, ROWS).toArray();
    return new Batch(
        List.of(new SampleLayout(0, "sample", ROWS, 0, VISUAL, RESPONSE)),
        ROWS,
        new long[ROWS],
        visual,
        visual,
        new int[] {VISUAL},
        response,
        LongStream.range(0, RESPONSE).map(r -> r * (vocabulary / RESPONSE)).toArray(),
        new int[] {RESPONSE},
        0,
        14,
        new float[0],
        0,
        List.of());
  }
}
