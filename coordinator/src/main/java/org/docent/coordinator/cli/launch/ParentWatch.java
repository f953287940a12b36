package org.docent.coordinator.cli.launch;

import java.util.Optional;

/** Ends this process when the one that started it is no more, so that no child stays behind. */
public final class ParentWatch {

  private static final int ORPHANED = 1;

  private ParentWatch() {}

  /**
   * Watches a process. What a terminal sends to all its processes at once, Ctrl-C say, is left to
   * that one, which tells its children what to do.
   */
  @SuppressWarnings("FutureReturnValueIgnored") // nobody is left to hear
  public static void endWith(long parentPid) {
    Interrupts.leaveTerminalToParent();
    Optional<ProcessHandle> parent = ProcessHandle.of(parentPid).filter(ProcessHandle::isAlive);
    if (parent.isEmpty()) {
      end();
    }
    parent.ifPresent(alive -> alive.onExit().thenRun(ParentWatch::end));
  }

  private static void end() {
    Runtime.getRuntime().halt(ORPHANED);
  }
}
