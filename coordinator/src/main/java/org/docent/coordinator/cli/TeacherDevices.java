package org.docent.coordinator.cli;

import java.util.ArrayList;
import java.util.List;
import org.docent.actors.node.TeacherDevice;
import org.docent.model.compute.DeviceThread;
import org.docent.model.distill.FrozenTeacher;
import org.docent.model.distill.Teacher;
import org.docent.protocol.settings.DeviceSettings;
import org.docent.protocol.settings.RunSettings;
import org.docent.protocol.settings.SettingsLoader;

/** The devices of a teacher node, each with its thread; what they need together must be there. */
final class TeacherDevices {

  private final List<DeviceThread> threads = new ArrayList<>();
  private final int onHost;
  private String lookedAt = "";

  private TeacherDevices(List<DeviceSettings> devices) {
    this.onHost = (int) devices.stream().filter(one -> one.device().equals("cpu")).count();
  }

  /**
   * Opens the devices.
   *
   * @throws org.docent.protocol.failure.DocentException when one is not there
   */
  static TeacherDevices start(String name, List<DeviceSettings> devices) {
    TeacherDevices opened = new TeacherDevices(devices);
    try {
      for (int n = 0; n < devices.size(); n++) {
        DeviceSettings device = devices.get(n);
        String thread = devices.size() == 1 ? name : name + "-" + n;
        opened.threads.add(DeviceThread.start(thread, device.device(), device.threads()));
      }
    } catch (RuntimeException e) {
      opened.threads.forEach(DeviceThread::close);
      throw e;
    }
    return opened;
  }

  List<DeviceThread> threads() {
    return threads;
  }

  /** The devices as a node takes them. */
  List<TeacherDevice> forNode() {
    return threads.stream()
        .map(thread -> new TeacherDevice(thread.executor(), text -> open(text, thread)))
        .toList();
  }

  private Teacher open(String configuration, DeviceThread thread) {
    RunSettings run = SettingsLoader.parse(configuration);
    if (onHost > 1) {
      requireMemory(configuration, run);
    }
    return FrozenTeacher.open(run, thread.manager());
  }

  /** The first to open looks for all of them, while the others wait and nothing is taken yet. */
  private synchronized void requireMemory(String configuration, RunSettings run) {
    if (!configuration.equals(lookedAt)) {
      FrozenTeacher.requireMemory(run, onHost);
      lookedAt = configuration;
    }
  }
}
