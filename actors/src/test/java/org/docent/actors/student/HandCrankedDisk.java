package org.docent.actors.student;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.docent.protocol.failure.DocentException;

/** A disk that takes a checkpoint, or does not, when a test says so. */
final class HandCrankedDisk {

  private final BlockingQueue<CompletableFuture<Path>> writes = new LinkedBlockingQueue<>();

  CompletableFuture<Path> write() {
    CompletableFuture<Path> write = new CompletableFuture<>();
    writes.add(write);
    return write;
  }

  /** Takes the next write, which must come within a few seconds. */
  void takes(String folder) {
    next().complete(Path.of(folder));
  }

  /** Has no room for the next so many writes. */
  void isFull(int times) {
    for (int i = 0; i < times; i++) {
      fails(DocentException.stop("the disk is full", new IOException("No space left on device")));
    }
  }

  void fails(DocentException failure) {
    next().completeExceptionally(failure);
  }

  /** Writes that nothing was said of. */
  int waiting() {
    return writes.size();
  }

  private CompletableFuture<Path> next() {
    try {
      CompletableFuture<Path> write = writes.poll(5, TimeUnit.SECONDS);
      if (write == null) {
        throw new AssertionError("nothing came to be written");
      }
      return write;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
