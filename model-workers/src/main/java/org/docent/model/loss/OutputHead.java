package org.docent.model.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.docent.model.compute.ScriptValue;
import org.docent.model.compute.TorchProgram;
import org.docent.protocol.failure.DocentException;
import org.jspecify.annotations.Nullable;

/**
 * An output head W (V, D) with the matrix G = WᵀW that stands for it in a relation: for logits A =
 * H·Wᵀ, A·Aᵀ = H·G·Hᵀ. G (D, D, float64) is computed when first asked for and kept until W changes:
 * once for a teacher, once a step for a student that trains its head.
 */
public final class OutputHead implements AutoCloseable {

  private final TorchProgram program;
  private final NDManager manager;
  private final NDArray matrixVD;
  private final ProductType products;
  private @Nullable NDArray gramDD;

  private OutputHead(
      TorchProgram program, NDManager manager, NDArray matrixVD, ProductType products) {
    this.program = program;
    this.manager = manager;
    this.matrixVD = matrixVD;
    this.products = products;
  }

  /** The head of a model with float32 products; the matrix stays its owner's. */
  public static OutputHead of(TorchProgram program, NDManager parent, NDArray matrixVD) {
    return of(program, parent, matrixVD, ProductType.FLOAT32);
  }

  /** The head of a model, multiplied in that type; the matrix stays its owner's. */
  public static OutputHead of(
      TorchProgram program, NDManager parent, NDArray matrixVD, ProductType products) {
    return new OutputHead(program, named(parent), matrixVD, products);
  }

  /** A teacher's head with float32 products. */
  public static OutputHead ofTeacher(
      TorchProgram program, NDManager parent, NDArray matrixVD, long studentVocabulary) {
    return ofTeacher(program, parent, matrixVD, studentVocabulary, ProductType.FLOAT32);
  }

  /**
   * A teacher's head, cut to the student's vocabulary: further rows are padding of the teacher's
   * embedding and no token of the student. Shares memory with {@code matrixVD}.
   *
   * @throws DocentException when the teacher has fewer tokens than the student
   */
  public static OutputHead ofTeacher(
      TorchProgram program,
      NDManager parent,
      NDArray matrixVD,
      long studentVocabulary,
      ProductType products) {
    long vocabulary = matrixVD.getShape().get(0);
    if (vocabulary < studentVocabulary) {
      throw DocentException.stop(
          "the teacher's vocabulary has %d tokens and the student's %d: a teacher needs at least the student's, choose models of one tokenizer"
              .formatted(vocabulary, studentVocabulary));
    }
    NDManager manager = named(parent);
    NDArray cut = program.call("rows_to").with(matrixVD).with(studentVocabulary).tensor(manager);
    return new OutputHead(program, manager, cut, products);
  }

  /** The program's {@code Head}; the caller closes it. */
  ScriptValue value() {
    return program.call("head").with(matrixVD).with(products.code()).run();
  }

  /** W (V, D), float32 or bfloat16. */
  public NDArray matrix() {
    return matrixVD;
  }

  /** G = WᵀW (D, D), float64. */
  public NDArray gram() {
    if (gramDD == null) {
      gramDD = program.call("gram").with(matrixVD).tensor(manager);
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
