package org.docent.model.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.docent.model.compute.TorchProgram;
import org.docent.model.vlm.Parameter;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.settings.OptimizerSettings;

/**
 * AdamW as PyTorch's (the formula is in {@code optimizer.torchscript}), with its state in the open:
 * the moments m and v of each parameter by {@link Parameter#key}, and the number of steps taken.
 * Weight decay moves matrices only, neither biases nor norm weights.
 */
public final class AdamW implements AutoCloseable {

  private final TorchProgram program;
  private final NDManager manager;
  private final OptimizerSettings settings;
  private final List<Parameter> parameters;
  private final Map<String, NDArray> firstMoments = new LinkedHashMap<>();
  private final Map<String, NDArray> secondMoments = new LinkedHashMap<>();
  private int steps;

  /** Starts afresh: moments 0, no step taken. */
  public AdamW(
      TorchProgram program,
      NDManager parent,
      List<Parameter> parameters,
      OptimizerSettings settings) {
    this.program = program;
    this.settings = settings;
    this.parameters = List.copyOf(parameters);
    this.manager = parent.newSubManager();
    manager.setName("adamw");
    for (Parameter parameter : parameters) {
      firstMoments.put(parameter.key(), manager.zeros(parameter.value().getShape()));
      secondMoments.put(parameter.key(), manager.zeros(parameter.value().getShape()));
    }
  }

  /** Moves the weights in place. */
  public void step(GradientSums gradients, double learningRate) {
    steps++;
    move(gradients, p -> isMatrix(p), learningRate, settings.weightDecay());
    move(gradients, p -> !isMatrix(p), learningRate, 0);
  }

  /** Steps taken. */
  public int steps() {
    return steps;
  }

  /** m by parameter key: live tensors, to be read between steps. */
  public Map<String, NDArray> firstMoments() {
    return Collections.unmodifiableMap(firstMoments);
  }

  /** v by parameter key: live tensors, to be read between steps. */
  public Map<String, NDArray> secondMoments() {
    return Collections.unmodifiableMap(secondMoments);
  }

  /**
   * Takes over an earlier state by copying it.
   *
   * @throws DocentException when a parameter's moments are missing or of another shape
   */
  public void restore(int stepsTaken, Map<String, NDArray> first, Map<String, NDArray> second) {
    copyAll("first", first, firstMoments);
    copyAll("second", second, secondMoments);
    steps = stepsTaken;
  }

  @Override
  public void close() {
    manager.close();
  }

  private void move(
      GradientSums gradients, Predicate<Parameter> group, double learningRate, double decay) {
    List<NDArray> w = new ArrayList<>();
    List<NDArray> g = new ArrayList<>();
    List<NDArray> m = new ArrayList<>();
    List<NDArray> v = new ArrayList<>();
    for (int i = 0; i < parameters.size(); i++) {
      Parameter parameter = parameters.get(i);
      if (group.test(parameter)) {
        w.add(parameter.value());
        g.add(gradients.all().get(i));
        m.add(of(firstMoments, parameter.key()));
        v.add(of(secondMoments, parameter.key()));
      }
    }
    if (w.isEmpty()) {
      return;
    }
    program
        .call("adamw")
        .with(w)
        .with(g)
        .with(m)
        .with(v)
        .with(steps)
        .with(learningRate)
        .with(settings.beta1())
        .with(settings.beta2())
        .with(settings.epsilon())
        .with(decay)
        .integer();
  }

  private static boolean isMatrix(Parameter parameter) {
    return parameter.value().getShape().dimension() >= 2;
  }

  private static NDArray of(Map<String, NDArray> moments, String key) {
    NDArray moment = moments.get(key);
    if (moment == null) {
      throw new IllegalStateException("no moment of " + key);
    }
    return moment;
  }

  private static void copyAll(String which, Map<String, NDArray> from, Map<String, NDArray> into) {
    into.forEach(
        (key, moment) -> {
          NDArray saved = from.get(key);
          if (saved == null || !saved.getShape().equals(moment.getShape())) {
            throw DocentException.stop(
                "the saved optimizer state has %s for the %s moment of %s, the model needs %s: it belongs to another model or stage"
                    .formatted(
                        saved == null ? "nothing" : saved.getShape(),
                        which,
                        key,
                        moment.getShape()));
          }
          saved.copyTo(moment);
        });
  }
}
