package org.docent.model.weights;

/** A tensor and where its bytes begin, counted from the start of its file. */
record StoredTensor(TensorSpec spec, long begin) {

  long end() {
    return begin + spec.byteCount();
  }
}
