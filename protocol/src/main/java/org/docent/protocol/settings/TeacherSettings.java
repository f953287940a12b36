package org.docent.protocol.settings;

import java.time.Duration;

/**
 * The teacher and how its workers run.
 *
 * @param workers teacher nodes that one command starts beside the student
 * @param randomDelay upper bound of a random wait before each micro-batch, to try out slow
 *     teachers; zero for none
 * @param admission what each of them must show first
 */
public record TeacherSettings(
    ModelSettings model,
    DeviceSettings device,
    PrecisionSettings precision,
    int workers,
    Duration randomDelay,
    AdmissionSettings admission) {

  public TeacherSettings {
    Rules.requireAtLeast(1, "workers", workers);
    Rules.require(!randomDelay.isNegative(), "random-delay", randomDelay, "at least 0s");
  }
}
