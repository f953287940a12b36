package org.docent.model.store;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code segment-<writer>-<n>}: the records of one writer's session and, beside them, their index.
 * A new segment's number is above all that are there, so of two records of one micro-batch the one
 * in the segment that is greater here was written later.
 */
record SegmentName(String writer, int number) implements Comparable<SegmentName> {

  private static final Pattern NAME = Pattern.compile("segment-(.+)-(\\d{1,9})\\.signals");
  private static final Comparator<SegmentName> ORDER =
      Comparator.comparingInt(SegmentName::number).thenComparing(SegmentName::writer);

  SegmentName {
    if (!writer.matches("[A-Za-z0-9._-]+")) {
      throw new IllegalArgumentException(
          "writer is \"" + writer + "\", must be of letters, digits, dots, hyphens, underscores");
    }
  }

  /** The segment whose records a file holds; empty for every other file. */
  static Optional<SegmentName> of(Path file) {
    Matcher name = NAME.matcher(file.getFileName().toString());
    return name.matches()
        ? Optional.of(new SegmentName(name.group(1), Integer.parseInt(name.group(2))))
        : Optional.empty();
  }

  String signals() {
    return "segment-" + writer + "-" + number + ".signals";
  }

  String index() {
    return "segment-" + writer + "-" + number + ".index";
  }

  @Override
  public int compareTo(SegmentName other) {
    return ORDER.compare(this, other);
  }
}
