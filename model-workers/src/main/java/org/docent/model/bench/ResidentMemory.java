package org.docent.model.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * What this process holds of the machine's memory, the Java heap and native memory alike, as the
 * kernel of Linux tells it; elsewhere nothing is known.
 */
public final class ResidentMemory {

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path MACHINE = Path.of("/proc/meminfo");

  private ResidentMemory() {}

  /** The most it ever held, in bytes. */
  public static OptionalLong peak() {
    return line(STATUS, "VmHWM:");
  }

  /** What it holds now, in bytes. */
  public static OptionalLong now() {
    return line(STATUS, "VmRSS:");
  }

  /** What the machine could still give, in bytes. */
  public static OptionalLong available() {
    return line(MACHINE, "MemAvailable:");
  }

  /** The value of a line such as {@code VmHWM: 123456 kB}. */
  private static OptionalLong line(Path file, String key) {
    if (!Files.isReadable(file)) {
      return OptionalLong.empty();
    }
    try (Stream<String> lines = Files.lines(file, StandardCharsets.US_ASCII)) {
      return lines
          .filter(line -> line.startsWith(key))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst();
    } catch (IOException e) {
      return OptionalLong.empty(); // a kernel that shows the file and will not give it
    }
  }
}
