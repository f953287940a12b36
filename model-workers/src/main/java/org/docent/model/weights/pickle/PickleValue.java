package org.docent.model.weights.pickle;

import java.util.List;

/** What can lie on the stack of {@link PickleMachine}. */
public sealed interface PickleValue
    permits PickleTable,
        PickleValue.Plain,
        PickleValue.Text,
        PickleValue.Whole,
        PickleValue.Tuple,
        PickleValue.Global,
        PickleValue.Storage,
        PickleValue.Tensor {

  /** Values of which only the kind matters. */
  enum Plain implements PickleValue {
    NONE,
    BOOLEAN,
    NUMBER,
    LIST,
    SIZE
  }

  /** A string. */
  record Text(String text) implements PickleValue {}

  /** A whole number of at most 64 bits. */
  record Whole(long number) implements PickleValue {}

  /** A fixed list of values. */
  record Tuple(List<PickleValue> items) implements PickleValue {

    public Tuple {
      items = List.copyOf(items);
    }
  }

  /** A name of a module, which is data here and never called. */
  record Global(String module, String name) implements PickleValue {

    @Override
    public String toString() {
      return module + "." + name;
    }
  }

  /**
   * The memory one or more tensors look into.
   *
   * @param type a storage class of torch, which says what an element is
   * @param key the last part of the name of its entry in the zip file
   * @param count elements, or bytes when {@code type} is torch.storage.UntypedStorage
   */
  record Storage(Global type, String key, long count) implements PickleValue {}

  /**
   * A view of a storage.
   *
   * @param type the storage class or dtype that says what an element is
   * @param offset elements before the first
   * @param strides elements from one index to the next, per dimension
   */
  record Tensor(Storage storage, Global type, long offset, List<Long> shape, List<Long> strides)
      implements PickleValue {

    public Tensor {
      shape = List.copyOf(shape);
      strides = List.copyOf(strides);
    }

    /** Whether the elements lie row-major without gaps. */
    public boolean isContiguous() {
      if (shape.contains(0L)) {
        return true;
      }
      long expected = 1;
      for (int i = shape.size() - 1; i >= 0; i--) {
        if (shape.get(i) != 1 && strides.get(i) != expected) {
          return false;
        }
        expected *= shape.get(i);
      }
      return true;
    }
  }
}
