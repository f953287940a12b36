package org.docent.coordinator.cli;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.docent.protocol.encoding.RelationEncoding;
import org.docent.protocol.encoding.RowEncoding;
import org.docent.protocol.encoding.SignalEncoding;
import org.docent.protocol.plan.LossWeights;
import org.docent.protocol.settings.Dtype;
import org.docent.protocol.settings.RelationDtype;
import org.jspecify.annotations.Nullable;

/**
 * The encodings that are put side by side: all logits first, which the others are compared with.
 *
 * @param vocabulary logits that are compared
 * @param temperature of the top tokens' probabilities
 * @param topKs how many tokens travel by themselves
 */
record CodecChoices(int vocabulary, double temperature, List<Integer> topKs) {

  SignalEncoding reference(LossWeights weights) {
    RowEncoding full = new RowEncoding.Full(vocabulary);
    return of(weights, full, full, new RelationEncoding.Derived(Dtype.FLOAT32));
  }

  /** All of them, each once; {@code own} too where it is none of the others. */
  List<SignalEncoding> all(LossWeights weights, @Nullable SignalEncoding own) {
    Set<SignalEncoding> all = new LinkedHashSet<>();
    all.add(reference(weights));
    for (Dtype type : List.of(Dtype.FLOAT32, Dtype.BF16)) {
      RowEncoding hidden = new RowEncoding.Hidden(type);
      all.add(of(weights, hidden, hidden, new RelationEncoding.Derived(type)));
    }
    for (int k : topKs) {
      RowEncoding top = new RowEncoding.TopK(Math.min(k, vocabulary), temperature, vocabulary);
      for (RelationDtype type : RelationDtype.values()) {
        all.add(of(weights, top, top, new RelationEncoding.Packed(type, vocabulary)));
      }
    }
    if (own != null) {
      all.add(own);
    }
    return new ArrayList<>(all);
  }

  /** A term without weight sends nothing. */
  private static SignalEncoding of(
      LossWeights weights, RowEncoding res, RowEncoding vis, RelationEncoding rel) {
    return new SignalEncoding(
        weights.res() > 0 ? res : null,
        weights.vis() > 0 ? vis : null,
        weights.rel() > 0 ? rel : null);
  }
}
