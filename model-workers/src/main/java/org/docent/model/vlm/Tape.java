package org.docent.model.vlm;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import org.docent.model.compute.ScriptValue;
import org.docent.model.compute.TorchProgram;

/**
 * A forward pass with what its backward pass needs: the autograd graph, or the inputs of the layers
 * that {@link #backward} runs again ({@code recompute.torchscript}). That memory is held until this
 * is closed.
 */
public final class Tape implements AutoCloseable {

  private final TorchProgram program;
  private final ScriptValue tape;

  Tape(TorchProgram program, ScriptValue tape) {
    this.program = program;
    this.tape = tape;
  }

  /** Hidden states (B*T, D) after the final norm, cut off from the graph. */
  public NDArray hidden(NDManager owner) {
    return program.call("hidden").with(tape).tensor(owner);
  }

  /**
   * Adds the gradient of each trainable parameter to its sum. Once per tape, which is used up.
   *
   * @param gradientSD gradient of the objective with respect to the hidden states (B*T, D)
   * @param sums one for each of {@link VisionLanguageModel#parameters}, in that order; a parameter
   *     the batch did not touch keeps its sum
   */
  public void backward(NDArray gradientSD, List<NDArray> sums) {
    program.call("backward").with(tape).with(gradientSD).with(sums).integer();
  }

  @Override
  public void close() {
    tape.close();
  }
}
