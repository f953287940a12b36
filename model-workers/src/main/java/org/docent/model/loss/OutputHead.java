package org.docent.model.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.docent.model.compute.ScriptValue;
import org.docent.model.compute.TorchProgram;
import org.docent.protocol.settings.Dtype;
import org.jspecify.annotations.Nullable;

/**
 * An output head W (V, D) with the matrix G = WᵀW that stands for it in a relation: for logits A =
 * H·Wᵀ, A·Aᵀ = H·G·Hᵀ. G (D, D, float64) is computed when first asked for and kept until W changes:
 * once for a teacher, once a step for a student that trains its head. Where only the first rows of
 * W are compared with another head, G is of those.
 */
public final class OutputHead implements AutoCloseable {

  private final TorchProgram program;
  private final NDManager manager;
  private final NDArray matrixVD;
  private final long compared;
  private final Dtype products;
  private @Nullable NDArray gramDD;

  private OutputHead(
      TorchProgram program, NDManager manager, NDArray matrixVD, long compared, Dtype products) {
    this.program = program;
    this.manager = manager;
    this.matrixVD = matrixVD;
    this.compared = compared;
    this.products = products;
  }

  /** The head of a model with products in float32; the matrix stays its owner's. */
  public static OutputHead of(TorchProgram program, NDManager parent, NDArray matrixVD) {
    return of(program, parent, matrixVD, Dtype.FLOAT32);
  }

  /** The same with products of another type. */
  public static OutputHead of(
      TorchProgram program, NDManager parent, NDArray matrixVD, Dtype products) {
    return new OutputHead(program, named(parent), matrixVD, matrixVD.getShape().get(0), products);
  }

  /**
   * A student's head, of which the first rows are compared with a teacher's; the matrix stays its
   * owner's.
   *
   * @param comparison null where no teacher is compared with
   */
  public static OutputHead ofStudent(
      TorchProgram program,
      NDManager parent,
      NDArray matrixVD,
      Dtype products,
      @Nullable Comparison comparison) {
    if (comparison == null) {
      return of(program, parent, matrixVD, products);
    }
    long rows = comparison.vocabulary();
    if (rows > matrixVD.getShape().get(0)) {
      throw new IllegalArgumentException(
          "%d logits of a teacher are compared with a student's head of %s"
              .formatted(rows, matrixVD.getShape()));
    }
    return new OutputHead(program, named(parent), matrixVD, rows, products);
  }

  /** A teacher's head, cut to the logits that are compared. Shares memory with {@code matrixVD}. */
  public static OutputHead ofTeacher(
      TorchProgram program, NDManager parent, NDArray matrixVD, long compared) {
    return ofTeacher(program, parent, matrixVD, compared, Dtype.FLOAT32);
  }

  /** The same with products of another type. */
  public static OutputHead ofTeacher(
      TorchProgram program, NDManager parent, NDArray matrixVD, long compared, Dtype products) {
    if (matrixVD.getShape().get(0) < compared) {
      throw new IllegalArgumentException(
          "a teacher's head of %s has no %d rows to compare"
              .formatted(matrixVD.getShape(), compared));
    }
    NDManager manager = named(parent);
    NDArray cut = program.call("rows_to").with(matrixVD).with(compared).tensor(manager);
    return new OutputHead(program, manager, cut, compared, products);
  }

  /** The program's {@code Head}; the caller closes it. */
  public ScriptValue value() {
    return program.call("head").with(matrixVD).with(products).run();
  }

  /** W (V, D), float32 or bfloat16. */
  public NDArray matrix() {
    return matrixVD;
  }

  /** How many rows of W are compared, from the first on. */
  public long compared() {
    return compared;
  }

  /** The rows that are compared of W or of a matrix like it: the same memory. */
  public NDArray compared(NDArray likeVD, NDManager owner) {
    return program.call("rows_to").with(likeVD).with(compared).tensor(owner);
  }

  /** G = WᵀW (D, D) of the rows that are compared, float64. */
  public NDArray gram() {
    if (gramDD == null) {
      try (NDArray comparedVD = compared(matrixVD, manager)) {
        gramDD = program.call("gram").with(comparedVD).tensor(manager);
      }
    }
    return gramDD;
  }

  /** W has moved: the next {@link #gram} is computed anew. */
  public void changed() {
    if (gramDD != null) {
      gramDD.close();
      gramDD = null;
    }
  }

  @Override
  public void close() {
    manager.close();
  }

  private static NDManager named(NDManager parent) {
    NDManager manager = parent.newSubManager();
    manager.setName("output-head");
    return manager;
  }
}
