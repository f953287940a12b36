package org.docent.coordinator.cli.quickstart;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One record of a LLaVA data file.
 *
 * @param image the picture's path below the image folder, or null for a record of text alone
 */
record ConversationRecord(String id, @Nullable String image, List<Exchange> exchanges) {

  ConversationRecord {
    if (exchanges.isEmpty()) {
      throw new IllegalArgumentException("record " + id + " has no exchange");
    }
    exchanges = List.copyOf(exchanges);
  }
}
