package org.docent.coordinator.serve;

import java.util.concurrent.atomic.AtomicLong;

/** How many bytes of requests are held at a time, all connections together. */
final class BodyMemory {

  private final long most;
  private final AtomicLong held = new AtomicLong();

  BodyMemory(long most) {
    this.most = most;
  }

  /** Whether there was room for so many more, which are then held. */
  boolean take(int bytes) {
    if (held.addAndGet(bytes) <= most) {
      return true;
    }
    held.addAndGet(-bytes);
    return false;
  }

  void give(long bytes) {
    held.addAndGet(-bytes);
  }

  long held() {
    return held.get();
  }
}
