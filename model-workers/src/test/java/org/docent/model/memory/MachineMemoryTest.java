package org.docent.model.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against files as Linux shows them. */
class MachineMemoryTest {

  private static final String MEMINFO =
      "MemTotal:       24683656 kB\nMemFree:  1 kB\nMemAvailable:   1000 kB\n";

  private final Path root;

  MachineMemoryTest(@TempDir Path root) {
    this.root = root;
  }

  @Test
  void takesWhatTheKernelCallsAvailable() throws IOException {
    file("proc/meminfo", MEMINFO);
    assertThat(new MachineMemory(root).available()).hasValue(1_024_000);
    file("proc/self/cgroup", "0::/\n");
    file("sys/fs/cgroup/memory.max", "max\n");
    file("sys/fs/cgroup/memory.current", "12345\n");
    assertThat(new MachineMemory(root).available()).hasValue(1_024_000);
  }

  @Test
  void takesLessWhereAGroupOrOneAboveItLeavesLess() throws IOException {
    file("proc/meminfo", MEMINFO);
    file("proc/self/cgroup", "0::/slurm/job_7/step_0\n");
    file("sys/fs/cgroup/slurm/job_7/step_0/memory.max", "max\n");
    file("sys/fs/cgroup/slurm/job_7/step_0/memory.current", "100\n");
    file("sys/fs/cgroup/slurm/job_7/memory.max", "500000\n");
    file("sys/fs/cgroup/slurm/job_7/memory.current", "400000\n");
    file(
        "sys/fs/cgroup/slurm/job_7/memory.stat",
        "anon 100\ninactive_file 30000\nactive_file 2000\nslab 7\n");
    assertThat(new MachineMemory(root).available()).hasValue(132_000);
  }

  @Test
  void readsTheFirstVersionOfControlGroupsAndFindsAContainersOwnAtItsMount() throws IOException {
    file("proc/meminfo", MEMINFO);
    file("proc/self/cgroup", "5:cpu,cpuacct:/x\n4:memory:/docker/0a1b\n0::/\n");
    file("sys/fs/cgroup/memory/memory.limit_in_bytes", "300000\n");
    file("sys/fs/cgroup/memory/memory.usage_in_bytes", "290000\n");
    file("sys/fs/cgroup/memory/memory.stat", "inactive_file 1\ntotal_inactive_file 5000\n");
    assertThat(new MachineMemory(root).available()).hasValue(15_000);
    file("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
    assertThat(new MachineMemory(root).available()).hasValue(1_024_000);
    file("sys/fs/cgroup/memory/memory.limit_in_bytes", "280000\n");
    assertThat(new MachineMemory(root).available()).hasValue(0);
  }

  @Test
  void fallsBackOnAllThereIsAndKnowsThisMachine() {
    assertThat(new MachineMemory(root).available().getAsLong()).isGreaterThan(1 << 20);
    assertThat(MachineMemory.here().available().getAsLong()).isGreaterThan(1 << 20);
  }

  private void file(String name, String content) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }
}
