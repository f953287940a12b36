package org.docent.tests.testkit;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A real file system of a few MiB to fill up: a tmpfs, which needs the right to mount one. */
public final class SmallDisk implements AutoCloseable {

  private final Path folder;

  private SmallDisk(Path folder) {
    this.folder = folder;
  }

  /** Mounts at {@code folder}, or ends the test as not applicable, with the reason. */
  public static SmallDisk mount(Path folder, int mebibytes) throws IOException {
    Files.createDirectories(folder);
    String fault =
        run("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "tmpfs", folder.toString());
    if (!fault.isEmpty()) {
      System.out.println("a run on a full disk was not tested: " + fault);
      abort("cannot mount a small disk: " + fault);
    }
    return new SmallDisk(folder);
  }

  /** Leaves so many bytes of it, or a page less. */
  public void fillUpTo(long left) throws IOException {
    long usable = Files.getFileStore(folder).getUsableSpace();
    Files.write(ballast(), new byte[Math.toIntExact(Math.max(0, usable - left))]);
  }

  /** Makes room again. */
  public void makeRoom() throws IOException {
    Files.delete(ballast());
  }

  @Override
  public void close() throws IOException {
    String fault = run("umount", folder.toString());
    if (!fault.isEmpty()) {
      throw new IOException(fault);
    }
  }

  private Path ballast() {
    return folder.resolve("ballast");
  }

  /** What the command complains of; empty when it went well. */
  private static String run(String... command) throws IOException {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor() == 0 ? "" : String.join(" ", command) + ": " + said.strip();
    } catch (InterruptedException e) {
      throw new IOException(e);
    } catch (IOException e) {
      return String.join(" ", command) + ": " + e.getMessage();
    }
  }
}
