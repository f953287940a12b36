package org.docent.protocol.signal;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.docent.protocol.id.MicroBatchId;

/**
 * What a student must know of a signal before it trusts a byte of it. The payload is the sections
 * in their order, laid out as {@link PayloadLayout} says.
 *
 * @param batchFingerprint CRC-32C over layout and token ids of the micro-batch as the teacher saw
 *     it; the student's own must be the same
 * @param teacherFingerprint identity of the teacher's weights
 * @param codec how the teacher's side is encoded, with every number both sides must agree on
 * @param sections at most {@link #MAX_SECTIONS}, each once
 */
public record SignalHeader(
    MicroBatchId id,
    long batchFingerprint,
    String teacherFingerprint,
    String codec,
    List<TensorSpec> sections) {

  /** No signal has more sections. */
  public static final int MAX_SECTIONS = 16;

  public SignalHeader {
    sections = List.copyOf(sections);
    if (sections.size() > MAX_SECTIONS) {
      throw new IllegalArgumentException(
          "signal %s has %d sections, at most %d".formatted(id, sections.size(), MAX_SECTIONS));
    }
    Set<SignalSection> seen = new HashSet<>();
    for (TensorSpec spec : sections) {
      if (!seen.add(spec.section())) {
        throw new IllegalArgumentException("signal " + id + " has " + spec.section() + " twice");
      }
    }
    long bytes = PayloadLayout.bytes(sections);
    if (bytes > PayloadLayout.MAX_BYTES) {
      throw new IllegalArgumentException(
          "signal %s of sections %s would have %d bytes, at most %d"
              .formatted(id, sections, bytes, PayloadLayout.MAX_BYTES));
    }
  }

  /** Bytes of the payload, the space between sections included. */
  public long payloadBytes() {
    return PayloadLayout.bytes(sections);
  }

  /** The same of another micro-batch of the same samples. */
  public SignalHeader withId(MicroBatchId other) {
    return new SignalHeader(other, batchFingerprint, teacherFingerprint, codec, sections);
  }

  /** The section of that name, if the signal has one. */
  public Optional<TensorSpec> find(SignalSection section) {
    return sections.stream().filter(spec -> spec.section() == section).findFirst();
  }

  /** Where a section begins in the payload. */
  public int offset(SignalSection section) {
    return PayloadLayout.offset(sections, section);
  }
}
