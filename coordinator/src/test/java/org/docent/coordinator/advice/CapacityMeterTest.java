package org.docent.coordinator.advice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.docent.coordinator.ledger.WindowLevel;
import org.docent.protocol.id.StudentId;
import org.docent.protocol.id.TeacherId;
import org.junit.jupiter.api.Test;

class CapacityMeterTest {

  private static final TeacherId FAST = new TeacherId("fast");
  private static final TeacherId SLOW = new TeacherId("slow");
  private static final StudentId STUDENT = new StudentId("student", 0);
  private static final StudentId SECOND = new StudentId("second", 0);

  private final CapacityMeter meter = new CapacityMeter();
  private double now;

  @Test
  void tellsUnequalTeachersApart() {
    meter.teacherHere(FAST);
    meter.teacherHere(SLOW);
    computed(FAST, 4, 0.5);
    computed(FAST, 4, 0.5);
    computed(SLOW, 4, 4);
    step(STUDENT, 10, 1, 0);

    Rates rates = report().rates();

    assertThat(rates.teachers()).containsEntry(FAST, 8.0).containsEntry(SLOW, 1.0);
    assertThat(rates.inferCapacity()).isEqualTo(9);
    assertThat(rates.perTeacher()).isEqualTo(4.5);
  }

  @Test
  void asksForTeachersLikeTheseWhileTheStudentWaitsForThem() {
    meter.teacherHere(FAST);
    computed(FAST, 31, 10);
    step(STUDENT, 9, 1, 2);

    Advice advice = report().advice();

    assertThat(advice)
        .isEqualTo(
            new Advice(
                2,
                "the teacher gives 3.1 samples/s, the student could take 9.0: add 2 teachers like it"));
  }

  @Test
  void asksForFourMoreWhereFiveAreNeeded() {
    meter.teacherHere(SLOW);
    computed(SLOW, 2, 1);
    step(STUDENT, 9, 1, 3.5);

    assertThat(report().advice().teachers()).isEqualTo(4);
  }

  @Test
  void sendsHomeWhatTheStudentCannotUse() {
    for (int i = 0; i < 4; i++) {
      TeacherId teacher = new TeacherId("t" + i);
      meter.teacherHere(teacher);
      computed(teacher, 3, 1);
    }
    step(STUDENT, 3, 1, 0);

    assertThat(report().advice())
        .isEqualTo(
            new Advice(
                -2,
                "teachers give 12.0 samples/s, the student could take 3.0: take away 2 of 4 teachers"));
  }

  @Test
  void neverSendsTheLastTeacherHome() {
    meter.teacherHere(FAST);
    computed(FAST, 1000, 1);
    step(STUDENT, 1, 1, 0);

    assertThat(report().advice().teachers()).isZero();
  }

  @Test
  void doesNotAskForTeachersAStudentDoesNotWaitFor() {
    meter.teacherHere(SLOW);
    computed(SLOW, 1, 1);
    step(STUDENT, 2, 1, 0.01);

    assertThat(report().advice().teachers()).isZero();
  }

  @Test
  void noiseDoesNotFlipTheAdvice() {
    SplittableRandom random = new SplittableRandom(5);
    meter.teacherHere(FAST);
    List<Integer> advised = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      for (int k = 0; k < 5; k++) {
        computed(FAST, 4, noisy(random, 1));
        step(STUDENT, 4, noisy(random, 0.5), 0.5);
      }
      advised.add(report().advice().teachers());
    }

    assertThat(advised.subList(3, 200)).containsOnly(advised.get(3));
    assertThat(advised.get(3)).isBetween(1, 2);
  }

  @Test
  void aDemandAtTheEdgeStaysWhereItWas() {
    TeacherTarget target = new TeacherTarget();

    assertThat(target.of(2, 2.2, 0.1)).isEqualTo(3);
    assertThat(target.of(2, 1.9, 0.1)).isEqualTo(3);
    assertThat(target.of(2, 2.1, 0.1)).isEqualTo(3);
    assertThat(target.of(2, 1.6, 0)).isEqualTo(2);
    assertThat(target.of(2, 1.9, 0)).isEqualTo(2);
    assertThat(target.of(2, 0.8, 0)).isEqualTo(1);
  }

  @Test
  void adviceFollowsTheTeachersThatCome() {
    TeacherTarget target = new TeacherTarget();

    assertThat(target.of(1, 2.9, 0.6)).isEqualTo(3);
    assertThat(target.of(2, 2.9, 0.3)).isEqualTo(3);
    assertThat(target.of(3, 2.9, 0)).isEqualTo(3);
    assertThat(target.of(3, 3.1, 0.03)).isEqualTo(3);
  }

  @Test
  void theSlowestStudentCounts() {
    meter.teacherHere(FAST);
    computed(FAST, 10, 1);
    step(STUDENT, 8, 1, 0.25);
    step(SECOND, 8, 4, 0);

    Capacity capacity = report();

    assertThat(capacity.rates().students()).containsEntry(STUDENT, 8.0).containsEntry(SECOND, 2.0);
    assertThat(capacity.rates().trainCapacity()).isEqualTo(2);
    assertThat(capacity.rates().waitShare()).isZero();
    assertThat(capacity.advice().sentence()).contains("the slowest student could take 2.0");
  }

  @Test
  void saysNothingBeforeThereIsAnythingToSay() {
    assertThat(meter.report()).isEmpty();
    assertThat(meter.summary()).isEmpty();
    meter.teacherHere(FAST);
    assertThat(meter.report()).isEmpty();
    step(STUDENT, 4, 1, 0);
    assertThat(meter.report()).as("without a teacher's speed").isEmpty();
    meter.signalReady(FAST, 4, 100, 0);
    step(STUDENT, 4, 0, 0);
    assertThat(meter.report()).as("with a signal that lay there before").isEmpty();
    computed(FAST, 4, 1);
    assertThat(meter.report()).as("without a new step").isEmpty();
    assertThat(meter.summary()).isPresent();
  }

  @Test
  void aStepWithoutMeasurableTimeDividesByNothing() {
    meter.teacherHere(FAST);
    computed(FAST, 4, 1);
    step(STUDENT, 4, 0, 0);

    assertThat(meter.report()).isEmpty();
  }

  @Test
  void measuresWhatIsReachedFromStepToStep() {
    meter.teacherHere(FAST);
    computed(FAST, 4, 1);
    now = 1000;
    step(STUDENT, 4, 1, 0.5);
    now += 1;
    step(STUDENT, 4, 1, 0.5);

    Rates rates = report().rates();

    assertThat(rates.throughput()).isCloseTo(2, within(1e-9));
    assertThat(rates.waitShare()).isCloseTo(1 / 3.0, within(1e-9));
    assertThat(rates.bytesPerSample()).isEqualTo(100);
  }

  @Test
  void saysWhatIsTheMatterWhenEnoughTeachersDoNotHelp() {
    meter.teacherHere(FAST);
    computed(FAST, 10, 1);
    step(STUDENT, 8, 1, 1);
    meter.window(new WindowLevel(1, 1, 14));
    assertThat(report().advice().sentence())
        .endsWith("while signals lie ready: the way to it is the limit, no teacher would help");

    computed(FAST, 10, 1);
    step(STUDENT, 8, 1, 1);
    meter.window(new WindowLevel(0, 16, 0));
    meter.window(new WindowLevel(0, 16, 0));
    assertThat(report().advice().sentence()).endsWith("raise work.run-ahead-micro-batches");
  }

  @Test
  void forgetsATeacherThatLeft() {
    meter.teacherHere(FAST);
    meter.teacherHere(SLOW);
    computed(FAST, 8, 1);
    computed(SLOW, 1, 1);
    step(STUDENT, 4, 1, 1);
    meter.teacherGone(FAST);
    computed(FAST, 8, 1);
    assertThat(report().rates().teachers()).containsOnlyKeys(SLOW);
    assertThat(meter.summary().orElseThrow().rates().teachers()).containsOnlyKeys(SLOW);
  }

  @Test
  void theSummaryWeighsTheWholeStageAlikeAndReportsFavourWhatIsNew() {
    meter.teacherHere(FAST);
    computed(FAST, 10, 1);
    step(STUDENT, 4, 1, 0);
    report();
    computed(FAST, 10, 4);
    step(STUDENT, 4, 1, 0);

    assertThat(report().rates().inferCapacity()).isCloseTo(15 / 4.5, within(1e-9));
    assertThat(meter.summary().orElseThrow().rates().inferCapacity()).isEqualTo(4);
  }

  private Capacity report() {
    return meter.report().orElseThrow();
  }

  private void computed(TeacherId teacher, int samples, double seconds) {
    meter.signalReady(teacher, samples, 100L * samples, Math.round(seconds * 1e6));
  }

  private void step(StudentId student, int samples, double compute, double wait) {
    now += compute + wait;
    meter.stepApplied(student, new StepTime(samples, compute, wait, now));
  }

  private static double noisy(SplittableRandom random, double seconds) {
    return seconds * (0.7 + 0.6 * random.nextDouble());
  }
}
