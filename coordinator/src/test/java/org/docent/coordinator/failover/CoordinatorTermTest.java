package org.docent.coordinator.failover;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.docent.coordinator.TestRuns;
import org.docent.coordinator.ledger.StageSamples;
import org.docent.coordinator.ledger.StoredSignals;
import org.docent.coordinator.manifest.Cursor;
import org.docent.coordinator.run.RunObserver;
import org.docent.coordinator.run.RunSetup;
import org.docent.protocol.control.CoordinatorProtocol;
import org.docent.protocol.control.CoordinatorProtocol.Command;
import org.docent.protocol.control.StudentProtocol;
import org.docent.protocol.settings.BatchSettings;
import org.docent.protocol.settings.RunSettings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class CoordinatorTermTest {

  private static final ActorTestKit kit =
      ActorTestKit.create(ConfigFactory.load("application-test"));

  private final TestProbe<StudentProtocol.Command> student =
      kit.createTestProbe(StudentProtocol.Command.class);
  private final TestProbe<Object> watcher = kit.createTestProbe();
  private final Opening opening = new Opening();
  private final ActorRef<Command> term = kit.spawn(CoordinatorTerm.create(opening));

  @AfterAll
  static void close() {
    kit.shutdownTestKit();
  }

  @Test
  void messagesThatComeBeforeItHasOpenedAreNotLost() {
    register();
    opening.opened.complete(Optional.of(setup(() -> Cursor.BEGINNING)));

    student.expectMessageClass(StudentProtocol.Welcome.class);
    student.expectMessageClass(StudentProtocol.BeginStage.class);
  }

  @Test
  void isGoneOnlyWhenTheObserversOfItsCoordinatorAreClosed() {
    opening.opened.complete(Optional.of(setup(() -> Cursor.BEGINNING)));
    register();
    student.expectMessageClass(StudentProtocol.Welcome.class);

    term.tell(CoordinatorTerm.HandOver.INSTANCE);
    watcher.awaitAssert(
        () -> {
          assertThat(opening.calls).containsExactly("open", "left", "close");
          return true;
        });
    opening.closed.complete(true);

    watcher.expectTerminated(term);
  }

  @Test
  void handsOverAsSoonAsItHasOpened() {
    term.tell(CoordinatorTerm.HandOver.INSTANCE);
    register();
    opening.opened.complete(Optional.of(setup(() -> Cursor.BEGINNING)));
    opening.closed.complete(true);

    watcher.expectTerminated(term);
    student.expectNoMessage(Duration.ZERO);
  }

  @Test
  void aRunThatHasEndedSendsWorkersHome() {
    opening.opened.complete(Optional.empty());
    register();

    student.expectMessage(StudentProtocol.Stop.INSTANCE);
  }

  @Test
  void saysWhenItCannotBeOpened() {
    opening.closed.complete(true);
    opening.opened.completeExceptionally(new IllegalStateException("disk full"));

    watcher.expectTerminated(term);
    assertThat(opening.calls).containsExactly("open", "failed", "close");
  }

  @Test
  void saysWhenItsCoordinatorCannotGoOn() {
    opening.closed.complete(true);
    opening.opened.complete(
        Optional.of(
            setup(
                () -> {
                  throw new IllegalStateException("no checkpoint is whole");
                })));

    watcher.expectTerminated(term);
    assertThat(opening.calls).contains("failed", "close");
  }

  private void register() {
    term.tell(
        new CoordinatorProtocol.RegisterStudent(TestRuns.STUDENT, student.ref(), false, null));
  }

  private RunSetup setup(Supplier<Cursor> start) {
    RunSettings run =
        TestRuns.run(
            Path.of("run"),
            4,
            TestRuns.stage("sft", TestRuns.WITHOUT_TEACHER, new BatchSettings(1, 2), 2, 0));
    return new RunSetup(
        run,
        "configuration",
        TestRuns.students(run, start),
        RunSetup.training(run, List.of(StageSamples.counted(6))),
        StoredSignals.NONE,
        List.of(opening),
        () -> 0,
        null);
  }

  /** Opens and closes when told to. */
  private static final class Opening implements RunOpening, RunObserver {
    final List<String> calls = new CopyOnWriteArrayList<>();
    final CompletableFuture<Optional<RunSetup>> opened = new CompletableFuture<>();
    final CompletableFuture<Boolean> closed = new CompletableFuture<>();

    @Override
    public CompletionStage<Optional<RunSetup>> open() {
      calls.add("open");
      return opened;
    }

    @Override
    public CompletionStage<?> close() {
      calls.add("close");
      return closed;
    }

    @Override
    public void failed(Throwable cause) {
      calls.add("failed");
    }

    @Override
    public void coordinatorLeft() {
      calls.add("left");
    }
  }
}
