package org.docent.coordinator.run;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.docent.coordinator.TestRuns;
import org.docent.coordinator.ledger.StageSamples;
import org.docent.coordinator.ledger.StoredSignals;
import org.docent.coordinator.manifest.Cursor;
import org.docent.protocol.control.CoordinatorProtocol;
import org.docent.protocol.control.StudentProtocol;
import org.docent.protocol.settings.RunSettings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class CoordinatorSingletonTest {

  private static final ActorTestKit kit =
      ActorTestKit.create(ConfigFactory.load("application-test"));

  @AfterAll
  static void close() {
    kit.shutdownTestKit();
  }

  @Test
  void isReachedThroughItsProxyOnceTheNodeIsUp() {
    RunSettings run = TestRuns.run(Path.of("run"), 4, CoordinatorFixture.dpt());
    RunSetup setup =
        new RunSetup(
            run,
            "configuration",
            TestRuns.students(run, () -> Cursor.BEGINNING),
            RunSetup.training(run, List.of(StageSamples.counted(6))),
            StoredSignals.NONE,
            List.of(),
            () -> 0,
            null);
    ActorRef<CoordinatorProtocol.Command> proxy = CoordinatorSingleton.init(kit.system(), setup);
    TestProbe<StudentProtocol.Command> student = kit.createTestProbe(StudentProtocol.Command.class);
    proxy.tell(
        new CoordinatorProtocol.RegisterStudent(
            CoordinatorFixture.STUDENT, student.ref(), false, null));

    Cluster cluster = Cluster.get(kit.system());
    cluster.manager().tell(Join.create(cluster.selfMember().address()));

    student.expectMessageClass(StudentProtocol.Welcome.class, Duration.ofSeconds(20));
  }
}
