package org.docent.coordinator.cli.launch;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a process does at Ctrl-C, SIGTERM and the end of its terminal. Java itself cannot hear a
 * second one: its shutdown hooks run once. {@code sun.misc.Signal} is in every JDK (module
 * jdk.unsupported) and is called by its name, since the compiler cannot be told that this is meant.
 * Where it is missing, the process ends as any other.
 */
public final class Interrupts {

  private static final Logger log = LoggerFactory.getLogger(Interrupts.class);
  private static final int SIGNALLED = 128;

  private static volatile boolean terminalIsParents;

  private final Runnable first;
  private final Runnable before;
  private final AtomicInteger heard = new AtomicInteger();

  private Interrupts(Runnable first, Runnable before) {
    this.first = first;
    this.before = before;
  }

  /**
   * From now on the first of them is answered by {@code first}, on a thread of its own, and the
   * second ends the process.
   *
   * @param before done before the process ends at the second
   */
  public static void answer(Runnable first, Runnable before) {
    Interrupts interrupts = new Interrupts(first, before);
    onSignal("TERM", interrupts::onSignal);
    if (!terminalIsParents) {
      onSignal("INT", interrupts::onSignal);
      onSignal("HUP", interrupts::onSignal);
    }
  }

  /** What a terminal sends to all processes in it is left to the one that started this. */
  public static void leaveTerminalToParent() {
    terminalIsParents = true;
    onSignal("INT", number -> {});
    onSignal("HUP", number -> {});
  }

  private void onSignal(int number) {
    if (heard.incrementAndGet() == 1) {
      new Thread(first, "on-interrupt").start();
    } else {
      before.run();
      Runtime.getRuntime().halt(SIGNALLED + number);
    }
  }

  private static void onSignal(String name, Consumer<Integer> action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object answering =
          Proxy.newProxyInstance(
              Interrupts.class.getClassLoader(), new Class<?>[] {handler}, calling(action));
      Object wanted = signal.getConstructor(String.class).newInstance(name);
      signal.getMethod("handle", signal, handler).invoke(null, wanted, answering);
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      log.debug("signal {} is left to Java", name, e);
    }
  }

  private static InvocationHandler calling(Consumer<Integer> action) {
    return (proxy, method, arguments) -> {
      switch (method.getName()) {
        case "handle" -> {
          Object signal = arguments[0];
          action.accept((Integer) signal.getClass().getMethod("getNumber").invoke(signal));
          return null;
        }
        case "equals" -> {
          return proxy == arguments[0];
        }
        case "hashCode" -> {
          return System.identityHashCode(proxy);
        }
        default -> {
          return "interrupts";
        }
      }
    };
  }
}
