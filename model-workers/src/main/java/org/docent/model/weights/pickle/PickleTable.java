package org.docent.model.weights.pickle;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** A dict, as far as tensors can be found in it by name. */
public final class PickleTable implements PickleValue {

  private final Map<String, Tensor> tensors = new LinkedHashMap<>();
  private final SortedSet<String> others = new TreeSet<>();

  PickleTable() {}

  /** The values that are tensors, by their names. */
  public Map<String, Tensor> tensors() {
    return Collections.unmodifiableMap(tensors);
  }

  /** The names of all other values. */
  public SortedSet<String> others() {
    return Collections.unmodifiableSortedSet(others);
  }

  void put(PickleValue key, PickleValue value) {
    if (!(key instanceof Text name)) {
      others.add("an entry without a name");
      return;
    }
    if (value instanceof Tensor tensor) {
      others.remove(name.text());
      tensors.put(name.text(), tensor);
    } else {
      tensors.remove(name.text());
      others.add(name.text());
    }
  }
}
