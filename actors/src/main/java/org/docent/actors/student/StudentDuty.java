package org.docent.actors.student;

import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.docent.protocol.settings.RunSettings;

/**
 * What a run asks of its student trainer.
 *
 * @param credit signals it may have outstanding: being pulled, waiting or in use
 * @param maxOutstandingBytes bytes these may have together, a single one excepted
 * @param heartbeat how often it says where it is
 * @param stagesWithTeacher indices of the stages whose micro-batches need a signal
 * @param stagesWithHead those whose signals need the teacher's head to be read
 */
public record StudentDuty(
    int credit,
    long maxOutstandingBytes,
    Duration heartbeat,
    Set<Integer> stagesWithTeacher,
    Set<Integer> stagesWithHead) {

  public StudentDuty {
    stagesWithTeacher = Set.copyOf(stagesWithTeacher);
    stagesWithHead = Set.copyOf(stagesWithHead);
    if (credit < 1) {
      throw new IllegalArgumentException("credit is " + credit + ", must be at least 1");
    }
  }

  public static StudentDuty of(RunSettings run) {
    Set<Integer> withTeacher =
        IntStream.range(0, run.stages().size())
            .filter(index -> run.stage(index).needsTeacher())
            .boxed()
            .collect(Collectors.toSet());
    Set<Integer> withHead =
        withTeacher.stream()
            .filter(index -> run.stage(index).needsTeacherHead())
            .collect(Collectors.toSet());
    return new StudentDuty(
        run.stream().creditMicroBatches(),
        run.stream().maxOutstandingBytes(),
        run.work().heartbeat(),
        withTeacher,
        withHead);
  }
}
