package org.docent.coordinator.advice;

import java.util.Locale;

/** Turns rates into advice. */
final class Adviser {

  /** A student that waits more than this share of its time though teachers suffice is stuck. */
  private static final double STUCK = 0.1;

  private final TeacherTarget target = new TeacherTarget();

  Advice advise(Rates rates) {
    double demand = rates.trainCapacity() / rates.perTeacher();
    int more = target.of(rates.teachersHere(), demand, rates.waitShare()) - rates.teachersHere();
    return new Advice(more, said(rates) + consequence(rates, more));
  }

  private static String said(Rates rates) {
    return String.format(
        Locale.ROOT,
        "%s %s samples/s, %s could take %s",
        rates.teachersHere() == 1 ? "the teacher gives" : "teachers give",
        number(rates.inferCapacity()),
        rates.students().size() == 1 ? "the student" : "the slowest student",
        number(rates.trainCapacity()));
  }

  private static String consequence(Rates rates, int more) {
    if (more > 0) {
      return ": add " + counted(more) + (rates.teachersHere() == 1 ? " like it" : " like these");
    }
    if (more < 0) {
      return ": take away " + -more + " of " + counted(rates.teachersHere());
    }
    if (rates.waitShare() < STUCK) {
      return ": as many teachers as needed";
    }
    String waits =
        String.format(Locale.ROOT, "; yet it waits %.0f %% of its time, ", 100 * rates.waitShare());
    return rates.readyShare() >= 0.5
        ? waits + "while signals lie ready: the way to it is the limit, no teacher would help"
        : waits + "with few signals ready: raise work.run-ahead-micro-batches";
  }

  private static String counted(int teachers) {
    return teachers == 1 ? "1 teacher" : teachers + " teachers";
  }

  /** Three digits where there are fewer before the point. */
  private static String number(double rate) {
    String form = rate >= 100 ? "%.0f" : rate >= 1 ? "%.1f" : "%.3f";
    return String.format(Locale.ROOT, form, rate);
  }
}
