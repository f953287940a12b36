package org.docent.model.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.docent.protocol.failure.DocentException;

/**
 * A process that claims a run's folder and is in the middle of a commit until its input says to go
 * on.
 */
final class SlowWriter {

  private SlowWriter() {}

  /** Arguments: the run's folder. Ends with 0 when it committed checkpoint-7, with 3 when not. */
  public static void main(String[] arguments) {
    Path goOn = Path.of(arguments[0]).resolve("go-on");
    RunWriter writer = RunWriter.claim(Path.of(arguments[0]));
    int exit = 0;
    try {
      writer.commit(7, folder -> writeHalfThenWait(folder, goOn));
    } catch (DocentException e) {
      System.out.println(e.getMessage());
      exit = 3;
    }
    Runtime.getRuntime().exit(exit);
  }

  private static void writeHalfThenWait(Path folder, Path goOn) throws IOException {
    Files.writeString(folder.resolve("first"), "old");
    System.out.println("half");
    while (!Files.exists(goOn)) {
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
    Files.writeString(folder.resolve("second"), "old");
  }
}
