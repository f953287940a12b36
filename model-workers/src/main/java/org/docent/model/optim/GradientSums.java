package org.docent.model.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import org.docent.model.compute.TorchProgram;
import org.docent.model.vlm.Parameter;

/**
 * One float32 gradient for each trainable parameter, summed in place over the micro-batches of a
 * step in the order they come. A parameter no micro-batch touched has a gradient of zero, not none,
 * so that a step does not depend on how its batch is cut.
 */
public final class GradientSums implements AutoCloseable {

  private final TorchProgram program;
  private final NDManager manager;
  private final List<Parameter> parameters;
  private final List<NDArray> sums = new ArrayList<>();

  /** Zeros of the shapes of {@code parameters}. */
  public GradientSums(TorchProgram program, NDManager parent, List<Parameter> parameters) {
    this.program = program;
    this.parameters = List.copyOf(parameters);
    this.manager = parent.newSubManager();
    manager.setName("gradients");
    for (Parameter parameter : parameters) {
      sums.add(manager.zeros(parameter.value().getShape()));
    }
  }

  /** The sums themselves, in the order of the parameters. */
  public List<NDArray> all() {
    return sums;
  }

  /** The sum of one parameter. */
  public NDArray of(Parameter parameter) {
    return sums.get(parameters.indexOf(parameter));
  }

  /** Back to zero. */
  public void clear() {
    program.call("clear").with(sums).integer();
  }

  /** The L2 norm of each gradient, in the order of the parameters. */
  public double[] norms() {
    try (NDManager scope = manager.newSubManager()) {
      return program.call("norms").with(sums).tensor(scope).toDoubleArray();
    }
  }

  /** Multiplies every gradient. */
  public void scale(double factor) {
    if (factor != 1) {
      program.call("scale").with(sums).with(factor).integer();
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
