package org.docent.coordinator.cli.launch;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.docent.actors.node.NodeRole;
import org.docent.protocol.settings.DeviceSettings;
import org.docent.protocol.settings.RunSettings;
import org.docent.protocol.settings.StudentSettings;
import org.jspecify.annotations.Nullable;

/**
 * Which processes a cluster on this machine has, and the command of each. All join by way of the
 * run directory, in which the coordinators say where they are, so any of them may be started again
 * at any time.
 */
final class ClusterPlan {

  static final String HOST = "127.0.0.1";
  static final String LOGS = "logs";

  /**
   * What begins the run.
   *
   * @param conf null to go on with what is in the run directory
   */
  record Origin(@Nullable Path conf, List<String> overrides) {}

  /**
   * How many of each.
   *
   * @param standbys of each student
   */
  record Sizes(int coordinators, int teachers, int standbys) {}

  private final RunSettings run;
  private final Path directory;
  private final Origin origin;
  private final Sizes sizes;

  ClusterPlan(RunSettings run, Path directory, Origin origin, Sizes sizes) {
    this.run = run;
    this.directory = directory;
    this.origin = origin;
    this.sizes = sizes;
  }

  /** Where each student writes, by its name. */
  Map<String, Path> studentFolders() {
    Map<String, Path> folders = new TreeMap<>();
    boolean several = run.students().size() > 1;
    for (StudentSettings student : run.students()) {
      folders.put(student.name(), several ? directory.resolve(student.name()) : directory);
    }
    return folders;
  }

  /**
   * Starts everybody: first a coordinator that the others can join. False when that found the run
   * to be finished.
   */
  boolean start(LocalCluster cluster) {
    for (int n = 1; n <= sizes.coordinators(); n++) {
      Member coordinator = coordinator("coordinator-" + n, cluster);
      cluster.start(coordinator);
      if (n == 1 && !cluster.awaitCoordinator(coordinator)) {
        return false;
      }
    }
    for (int n = 1; n <= sizes.teachers(); n++) {
      cluster.start(teacher("teacher-" + n));
    }
    for (StudentSettings student : run.students()) {
      for (int n = 0; n <= sizes.standbys(); n++) {
        cluster.start(student(student, n));
      }
    }
    return true;
  }

  /**
   * One that has begun goes on with the run; it joins another coordinator if there is one, or
   * begins a cluster anew.
   */
  private Member coordinator(String name, LocalCluster cluster) {
    boolean[] begun = {origin.conf() == null || !name.equals("coordinator-1")};
    return member(
        name,
        NodeRole.COORDINATOR,
        () -> {
          List<String> arguments = new ArrayList<>();
          if (begun[0]) {
            arguments.addAll(List.of("--resume", directory.toString()));
          }
          arguments.addAll(own());
          if (cluster.hasOtherCoordinator(name)) {
            arguments.addAll(List.of("--join", directory.toString()));
          }
          begun[0] = true;
          return arguments;
        });
  }

  private Member teacher(String name) {
    List<String> arguments = new ArrayList<>(List.of("--name", name));
    arguments.addAll(worker(run.teacher().device()));
    return member(name, NodeRole.TEACHER, () -> arguments);
  }

  private Member student(StudentSettings student, int standby) {
    String name = run.students().size() == 1 ? "student" : "student-" + student.name();
    List<String> arguments = new ArrayList<>(List.of("--name", student.name()));
    arguments.addAll(worker(student.device()));
    return member(
        standby == 0 ? name : name + "-standby-" + standby, NodeRole.STUDENT, () -> arguments);
  }

  /** Of the configuration a worker takes its end of the data plane and its TLS. */
  private List<String> worker(DeviceSettings device) {
    List<String> arguments = new ArrayList<>(own());
    arguments.addAll(
        List.of(
            "--join", directory.toString(),
            "--set", "stream.port=0",
            "--device", device.device(),
            "--threads", String.valueOf(device.threads())));
    return arguments;
  }

  /** The configuration with which the run began, which alone knows this machine's TLS. */
  private List<String> own() {
    Path conf = origin.conf();
    if (conf == null) {
      return List.of();
    }
    List<String> arguments = new ArrayList<>(List.of("--conf", conf.toString()));
    origin.overrides().forEach(one -> arguments.addAll(List.of("--set", one)));
    return arguments;
  }

  private Member member(
      String name, NodeRole role, java.util.function.Supplier<List<String>> special) {
    return new Member(
        name,
        role,
        directory.resolve(LOGS).resolve(name + ".log"),
        () -> {
          List<String> arguments =
              new ArrayList<>(List.of("node", "--role", role.key(), "--host", HOST));
          arguments.addAll(special.get());
          return arguments;
        });
  }

  /** {@code 1 coordinator, 3 teachers, student small}. */
  @Override
  public String toString() {
    List<String> parts = new ArrayList<>();
    parts.add(sizes.coordinators() == 1 ? "1 coordinator" : sizes.coordinators() + " coordinators");
    parts.add(sizes.teachers() == 1 ? "1 teacher" : sizes.teachers() + " teachers");
    parts.add(
        (run.students().size() == 1 ? "student " : "students ")
            + run.students().stream().map(StudentSettings::name).collect(Collectors.joining(", ")));
    if (sizes.standbys() > 0) {
      parts.add(sizes.standbys() + " standing by for each");
    }
    return String.join(", ", parts);
  }
}
