package org.docent.model.golden;

import ai.djl.ndarray.NDManager;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.docent.model.compute.DeviceThread;
import org.docent.model.compute.TorchProgram;

/**
 * One device thread and one program for all tests of a JVM; each test gets a manager of its own.
 */
public final class TestDevice {

  private static final DeviceThread THREAD = DeviceThread.start("test-device", "cpu", 1);

  private TestDevice() {}

  /** Loaded on the device thread, which must not wait for this class to be initialised. */
  private static final class Loaded {
    static final TorchProgram PROGRAM = TorchProgram.load(THREAD.manager());
  }

  /** What a test does on the device. */
  public interface Work {
    /** Runs with the shared program and a fresh manager. */
    void run(TorchProgram program, NDManager manager) throws Exception;
  }

  /** Runs {@code work} on the device thread; its failure is the test's. */
  public static void run(Work work) {
    try {
      THREAD
          .submit(
              () -> {
                try (NDManager manager = THREAD.manager().newSubManager()) {
                  work.run(Loaded.PROGRAM, manager);
                }
                return true;
              })
          .get();
    } catch (ExecutionException e) {
      throw rethrown(Objects.requireNonNull(e.getCause()));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static RuntimeException rethrown(Throwable cause) {
    if (cause instanceof RuntimeException failure) {
      return failure;
    }
    if (cause instanceof Error error) {
      throw error;
    }
    return new IllegalStateException(cause);
  }
}
