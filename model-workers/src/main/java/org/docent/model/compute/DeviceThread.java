package org.docent.model.compute;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.docent.protocol.failure.DocentException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread on which everything of one device happens, with the native settings a computing thread
 * needs: gradients off unless a script turns them on, the script optimiser off (with it a 5 ms step
 * was measured at 628 ms), and the number of intra-op threads. All three are settings of the
 * thread, not of the process.
 */
public final class DeviceThread implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(DeviceThread.class);
  private static final long CLOSE_SECONDS = 60;

  private final String name;
  private final ExecutorService executor;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final NDManager manager;

  private DeviceThread(String name, ExecutorService executor, NDManager manager) {
    this.name = name;
    this.executor = executor;
    this.manager = manager;
  }

  /**
   * Opens the engine on a new thread.
   *
   * @param name of the thread and of its manager
   * @param device {@code cpu} or {@code cuda:0}
   * @param threads intra-op threads of its operators
   * @throws DocentException when the device is not there
   */
  public static DeviceThread start(String name, String device, int threads) {
    require("device of " + name, device);
    Device where = deviceOf(device);
    ExecutorService executor =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread thread = new Thread(task, name);
              thread.setDaemon(true);
              return thread;
            });
    try {
      NDManager manager =
          CompletableFuture.supplyAsync(() -> open(name, where, threads), executor).join();
      return new DeviceThread(name, executor, manager);
    } catch (CompletionException e) {
      executor.shutdown();
      throw DocentException.stop(
          "device "
              + device
              + " of "
              + name
              + " cannot be opened: "
              + e.getCause()
              + "; set device to cpu or to a GPU that is there",
          e);
    }
  }

  /**
   * Looks whether a device is there.
   *
   * @param key what names it, for the message
   * @throws DocentException when it is not
   */
  public static void require(String key, String device) {
    Device where = deviceOf(device);
    if (where.isGpu()) {
      int there = Engine.getEngine("PyTorch").getGpuCount();
      if (where.getDeviceId() >= there) {
        throw DocentException.stop(
            "%s is %s, but %d GPUs can be used on this machine: set it to cpu or to one that is there"
                .formatted(key, device, there));
      }
    }
  }

  /** The manager everything on this device descends from; use it on the thread only. */
  public NDManager manager() {
    return manager;
  }

  /** The thread as an executor, for work that reports on itself; refuses after {@link #close}. */
  public Executor executor() {
    return executor;
  }

  /** Runs {@code work} on the thread, after what was submitted before. */
  public <T> CompletableFuture<T> submit(Callable<T> work) {
    var result = new CompletableFuture<T>();
    try {
      executor.execute(() -> complete(result, work));
    } catch (RejectedExecutionException e) {
      result.completeExceptionally(
          new IllegalStateException("device thread " + name + " is closed", e));
    }
    return result;
  }

  /** Lets submitted work finish, then frees everything the manager still holds. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    executor.execute(manager::close);
    executor.shutdown();
    if (Thread.currentThread().getName().equals(name)) {
      return; // closing from its own thread: the rest happens when this task ends
    }
    try {
      if (!executor.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        log.warn("device thread {} still computes {} s after close", name, CLOSE_SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static <T> void complete(CompletableFuture<T> result, Callable<T> work) {
    try {
      result.complete(work.call());
    } catch (Throwable e) { // errors of the native side included: the future is where they belong
      result.completeExceptionally(e);
    }
  }

  private static NDManager open(String name, Device device, int threads) {
    NDManager manager = NDManager.newBaseManager(device, "PyTorch");
    manager.setName(name);
    JniUtils.setNumThreads(threads);
    JniUtils.setGraphExecutorOptimize(false);
    JniUtils.setGradMode(false);
    settleVectorFunctions(manager);
    return manager;
  }

  /**
   * Calls one of MKL's vector functions (cosine, exponential, ...) before there is a second thread
   * to do so. The first call looks up the processor and for a moment keeps a number that means
   * another one; whoever calls in that moment gets a variant with errors of 1e-4. Of runs whose
   * student and teacher began to compute at the same time, three in a hundred had a first step like
   * that.
   */
  private static synchronized void settleVectorFunctions(NDManager manager) {
    try (NDArray angles = manager.zeros(new Shape(64), DataType.FLOAT32, Device.cpu());
        NDArray cosines = angles.cos()) {
      log.trace("cosines of {} on {}", cosines.getShape(), manager.getName());
    }
  }

  private static Device deviceOf(String device) {
    if (device.equals("cpu")) {
      return Device.cpu();
    }
    if (device.matches("cuda(:\\d{1,3})?")) {
      return Device.gpu(device.equals("cuda") ? 0 : Integer.parseInt(device.substring(5)));
    }
    throw DocentException.stop("device is \"" + device + "\", must be cpu or cuda:N");
  }
}
