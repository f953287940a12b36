package org.docent.model.compute;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the host's processor can do, as Linux tells it. */
public final class CpuFeatures {

  private static final Logger log = LoggerFactory.getLogger(CpuFeatures.class);
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  /** AVX-512 BF16 and AMX of x86, BF16 of Arm. */
  private static final Set<String> BF16_UNITS = Set.of("avx512_bf16", "amx_bf16", "bf16");

  private CpuFeatures() {}

  /** Whether there are units that multiply bf16; false where the system does not say. */
  public static boolean multiplyBf16() {
    if (!Files.isReadable(CPU_INFO)) {
      return false;
    }
    try {
      return multiplyBf16(Files.readAllLines(CPU_INFO));
    } catch (IOException e) {
      log.warn("{} cannot be read, so bf16 is multiplied in float32: {}", CPU_INFO, e.toString());
      return false;
    }
  }

  /** The same for the lines of such a file, in which x86 has flags and Arm has Features. */
  static boolean multiplyBf16(List<String> cpuInfo) {
    return cpuInfo.stream()
        .filter(line -> line.startsWith("flags") || line.startsWith("Features"))
        .findFirst()
        .map(line -> List.of(line.substring(line.indexOf(':') + 1).trim().split("\\s+")))
        .orElse(List.of())
        .stream()
        .anyMatch(BF16_UNITS::contains);
  }
}
