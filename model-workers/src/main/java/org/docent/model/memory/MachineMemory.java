package org.docent.model.memory;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Memory that this process may still take: what the kernel calls available, or less where a control
 * group (version 1 or 2), which is how containers and batch systems limit a job, leaves less. The
 * page cache of a group counts as free, as the kernel takes it back. On systems without these
 * files, all the memory there is.
 */
public final class MachineMemory {

  private static final long KIB = 1024;

  /** Version 1 says so, rounded to pages, where there is no limit. */
  private static final long NO_LIMIT = 1L << 62;

  private final Path root;

  /** Of a machine whose files lie below {@code root}. */
  MachineMemory(Path root) {
    this.root = root;
  }

  /** Of this machine. */
  public static MachineMemory here() {
    return new MachineMemory(Path.of("/"));
  }

  /** Bytes available; empty where nothing tells. */
  public OptionalLong available() {
    OptionalLong machine = field("proc/meminfo", "MemAvailable:");
    if (machine.isEmpty()) {
      return physical();
    }
    long least = machine.getAsLong() * KIB;
    for (String line : lines("proc/self/cgroup")) {
      String[] group = line.split(":", 3);
      if (group.length == 3 && group[1].isEmpty()) {
        least = Math.min(least, leftIn(Version.TWO, group[2]));
      } else if (group.length == 3 && List.of(group[1].split(",")).contains("memory")) {
        least = Math.min(least, leftIn(Version.ONE, group[2]));
      }
    }
    return OptionalLong.of(Math.max(0, least));
  }

  private enum Version {
    ONE("sys/fs/cgroup/memory", "memory.limit_in_bytes", "memory.usage_in_bytes", "total_"),
    TWO("sys/fs/cgroup", "memory.max", "memory.current", "");

    private final String mount;
    private final String limit;
    private final String usage;
    private final String prefix;

    Version(String mount, String limit, String usage, String prefix) {
      this.mount = mount;
      this.limit = limit;
      this.usage = usage;
      this.prefix = prefix;
    }
  }

  /**
   * The least that the group or one it lies in leaves; a container may see only the mount itself.
   */
  private long leftIn(Version version, String group) {
    Path mount = Path.of(version.mount);
    Path at = mount.resolve(group.replaceFirst("^/+", "")).normalize();
    long least = leftAt(mount, version);
    while (at.startsWith(mount) && !at.equals(mount)) {
      least = Math.min(least, leftAt(at, version));
      at = at.resolve("..").normalize();
    }
    return least;
  }

  private long leftAt(Path group, Version version) {
    OptionalLong limit = number(group.resolve(version.limit));
    OptionalLong usage = number(group.resolve(version.usage));
    if (limit.isEmpty() || limit.getAsLong() >= NO_LIMIT || usage.isEmpty()) {
      return Long.MAX_VALUE;
    }
    String statistics = group.resolve("memory.stat").toString();
    long cached =
        Stream.of("inactive_file", "active_file")
            .map(name -> field(statistics, version.prefix + name))
            .mapToLong(bytes -> bytes.orElse(0))
            .sum();
    return limit.getAsLong() - usage.getAsLong() + cached;
  }

  private OptionalLong physical() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
        ? OptionalLong.of(system.getTotalMemorySize())
        : OptionalLong.empty();
  }

  /** The number after a name at the beginning of a line. */
  private OptionalLong field(String file, String name) {
    return lines(file).stream()
        .map(line -> line.split("\\s+"))
        .filter(words -> words.length > 1 && words[0].equals(name))
        .map(words -> parsed(words[1]))
        .findFirst()
        .orElse(OptionalLong.empty());
  }

  /** A file with one number; {@code max} is none. */
  private OptionalLong number(Path file) {
    List<String> lines = lines(file.toString());
    return lines.isEmpty() ? OptionalLong.empty() : parsed(lines.get(0).strip());
  }

  private static OptionalLong parsed(String word) {
    try {
      return OptionalLong.of(Long.parseLong(word));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  /** What cannot be read says nothing. */
  private List<String> lines(String file) {
    try {
      return Files.readAllLines(root.resolve(file));
    } catch (IOException e) {
      return List.of();
    }
  }
}
