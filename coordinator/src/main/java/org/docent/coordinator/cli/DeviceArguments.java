package org.docent.coordinator.cli;

import org.docent.model.compute.DeviceThread;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where a command computes by itself. */
final class DeviceArguments {

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description = "cpu or cuda:N (default: ${DEFAULT-VALUE}).")
  private String device = "cpu";

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads to compute with (default: one a processor).")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  boolean onHost() {
    return device.equals("cpu");
  }

  /** Opens the device on a thread of that name; a wrong value is a wrong call. */
  DeviceThread start(String name) {
    if (threads < 1) {
      throw new ParameterException(
          spec.commandLine(), "--threads is " + threads + ", must be at least 1");
    }
    return DeviceThread.start(name, device, threads);
  }
}
