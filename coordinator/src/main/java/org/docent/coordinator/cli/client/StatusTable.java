package org.docent.coordinator.cli.client;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.docent.protocol.status.NodeStatus;
import org.docent.protocol.status.RunStatus;
import org.docent.protocol.status.StudentStatus;
import org.docent.protocol.status.TeacherStatus;

/** A run's status as text for people. */
final class StatusTable {

  private final StringBuilder text = new StringBuilder();

  private StatusTable() {}

  static String of(RunStatus run) {
    StatusTable table = new StatusTable();
    table.line("run %s is %s: %s", run.run().value(), run.phase().key(), run.directory());
    if (run.message() != null) {
      table.line("%s", run.message());
    }
    run.students().forEach(table::student);
    if (!run.teachers().isEmpty()) {
      table.line("");
      table.line("  %-24s %-12s %6s %6s %10s", "teacher", "", "leases", "ready", "samples/s");
      run.teachers().forEach(table::teacher);
    }
    table.line("");
    table.nodes(run);
    return table.text.toString();
  }

  private void student(StudentStatus student) {
    line("");
    line(
        "  student %s: %s%s",
        student.id().name(), student.phase().key(), student.here() ? "" : ", none is there");
    String stage = student.stage();
    if (stage != null) {
      line("    stage %s, step %d of %d", stage, student.step(), student.totalSteps());
    }
    line("    step %d of %d in all%s", student.globalStep(), student.allSteps(), pace(student));
    line("    last checkpoint: %s", student.checkpoint() == null ? "none" : student.checkpoint());
  }

  private static String pace(StudentStatus student) {
    String loss = student.loss() == null ? "" : format(", loss %.5f", student.loss());
    Duration left = student.timeLeft();
    return student.samplesPerSecond() == 0
        ? loss
        : format(", %.1f samples/s%s", student.samplesPerSecond(), loss)
            + (left == null ? "" : ", about " + spoken(left) + " left");
  }

  private void teacher(TeacherStatus teacher) {
    line(
        "  %-24s %-12s %6d %6d %10.1f",
        teacher.id(),
        teacher.state().key(),
        teacher.leases(),
        teacher.signals(),
        teacher.samplesPerSecond());
  }

  /** The nodes by role, those that stand by and those that do not answer apart. */
  private void nodes(RunStatus run) {
    Map<String, String> byRole = new TreeMap<>();
    for (NodeStatus node : run.nodes()) {
      String note =
          node.reachable()
              ? node.active() || node.role().equals("client") ? "" : " (stands by)"
              : " (unreachable)";
      byRole.merge(node.role(), node.address() + note, (one, other) -> one + ", " + other);
    }
    byRole.forEach((role, addresses) -> line("  %-12s %s", role, addresses));
  }

  private static String spoken(Duration span) {
    if (span.toMinutes() < 2) {
      return span.toSeconds() + " s";
    }
    return span.toHours() < 2
        ? span.toMinutes() + " min"
        : span.toHours() + " h " + span.toMinutesPart() + " min";
  }

  private void line(String format, Object... values) {
    text.append(format(format, values).stripTrailing()).append(System.lineSeparator());
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
