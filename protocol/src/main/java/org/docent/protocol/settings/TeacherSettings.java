package org.docent.protocol.settings;

import java.time.Duration;

/**
 * The teacher and how its workers run.
 *
 * @param workers teacher nodes that one command starts beside the student
 * @param randomDelay upper bound of a random wait before each micro-batch, to try out slow
 *     teachers; zero for none
 */
public record TeacherSettings(
    ModelSettings model, DeviceSettings device, int workers, Duration randomDelay) {

  public TeacherSettings {
    if (workers < 1) {
      throw new IllegalArgumentException("teacher.workers is " + workers + ", must be at least 1");
    }
  }
}
