package org.docent.coordinator.cli.client;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.docent.protocol.failure.DocentException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What stands where a node to join is wanted: {@code HOST:PORT}, or the run directory, in which
 * coordinators say where they are.
 */
public final class JoinTargets {

  private static final Logger log = LoggerFactory.getLogger(JoinTargets.class);
  private static final Duration PAUSE = Duration.ofMillis(200);

  private JoinTargets() {}

  /**
   * The addresses meant, as {@code host:port}.
   *
   * @param targets addresses and run directories
   * @param patience how long a run directory may have no coordinator
   * @throws IllegalArgumentException for a bare word that names no directory: {@code ./word} can be
   *     waited for
   * @throws DocentException when a directory has none for longer
   */
  public static List<String> resolve(List<String> targets, Duration patience) {
    List<String> addresses = new ArrayList<>();
    for (String target : targets) {
      if (isAddress(target)) {
        addresses.add(target);
      } else if (target.contains("/") || Files.isDirectory(Path.of(target))) {
        addresses.addAll(inDirectory(Path.of(target), patience));
      } else {
        throw new IllegalArgumentException(
            "node to join is \"%s\", must be HOST:PORT or a run directory".formatted(target));
      }
    }
    return addresses;
  }

  private static boolean isAddress(String target) {
    return target.matches("[^/\\s]+:\\d{1,5}") && !Files.isDirectory(Path.of(target));
  }

  private static List<String> inDirectory(Path directory, Duration patience) {
    CoordinatorFiles files = new CoordinatorFiles(directory.toAbsolutePath().normalize());
    for (long left = patience.dividedBy(PAUSE); left >= 0; left--) {
      List<String> found = files.found().stream().map(CoordinatorFiles.Entry::address).toList();
      if (!found.isEmpty()) {
        return found;
      }
      if (left == patience.dividedBy(PAUSE) && left > 0) {
        log.info("waiting for a coordinator in {}", directory);
      }
      LockSupport.parkNanos(left > 0 ? PAUSE.toNanos() : 0);
    }
    throw DocentException.stop(
        Files.isDirectory(directory)
            ? "no coordinator of %s is running: start one with docent node --role coordinator --resume %s, or give its address as HOST:PORT"
                .formatted(directory, directory)
            : "%s is neither HOST:PORT nor a run directory".formatted(directory));
  }
}
