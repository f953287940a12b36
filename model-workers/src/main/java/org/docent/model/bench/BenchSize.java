package org.docent.model.bench;

import java.util.Arrays;
import java.util.Collection;
import java.util.Set;
import org.docent.model.memory.MemoryNeed;
import org.docent.model.vlm.Part;
import org.docent.model.vlm.VlmConfig;
import org.docent.protocol.settings.Dtype;

/**
 * A teacher and a student to be measured, and the text of a sample. Both see pictures through a
 * tower of the same sizes.
 *
 * @param teacherBody whether the teacher is there; else its head alone is
 */
public record BenchSize(
    String name, VlmConfig teacher, boolean teacherBody, VlmConfig student, TextShape text) {

  /** Parameters of the student that move. */
  public long trainable(Set<Part> moving) {
    return parameters(student, moving);
  }

  /** Parameters of the student, those that do not move included. */
  public long ofStudent() {
    return parameters(student, Set.of(Part.values()));
  }

  /** Parameters of what is there of the teacher. */
  public long ofTeacher() {
    return teacherBody
        ? parameters(teacher, Set.of(Part.values()))
        : (long) teacher.language().vocabSize() * teacher.language().hiddenSize();
  }

  /** Bytes of weights, gradients and moments; activations come on top. */
  MemoryNeed need(Set<Part> moving, Dtype frozen) {
    long trained = Float.BYTES * trainable(moving);
    long held = frozen.bytes() * (ofStudent() - trainable(moving) + ofTeacher());
    return new MemoryNeed(held + trained, trained, 2 * trained, 0, 0, 0, 0, 0);
  }

  private static long parameters(VlmConfig config, Collection<Part> parts) {
    return parts.stream()
        .flatMap(part -> config.parameterShapes(part).values().stream())
        .mapToLong(shape -> Arrays.stream(shape).reduce(1, (a, b) -> a * b))
        .sum();
  }
}
