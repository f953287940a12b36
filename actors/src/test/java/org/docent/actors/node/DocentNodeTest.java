package org.docent.actors.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.Config;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.docent.actors.stream.Outboxes;
import org.docent.actors.stream.SignalClient.SameProcess;
import org.docent.actors.student.AddingStudent;
import org.docent.actors.student.SignalRoute;
import org.docent.actors.student.StudentDuty;
import org.docent.actors.teacher.CountingTeacher;
import org.docent.actors.teacher.TeacherDuty;
import org.docent.protocol.control.CoordinatorProtocol.StepDone;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.id.StepId;
import org.docent.protocol.id.StudentId;
import org.docent.protocol.settings.StreamSettings;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class DocentNodeTest {

  private static final StreamSettings STREAM = new StreamSettings("", 0, 4096, 2, 1 << 20);
  private static final Duration HEARTBEAT = Duration.ofMillis(200);

  @Test
  @Tag("cluster")
  @Timeout(60)
  void threeNodesFormAClusterAndTakeAStepTogether() throws Exception {
    ExecutorService teacherThread = Executors.newSingleThreadExecutor();
    ExecutorService studentThread = Executors.newSingleThreadExecutor();
    AddingStudent student = new AddingStudent();
    Outboxes outboxes = new Outboxes(() -> "this process");
    ActorSystem<Void> coordinator =
        NodeSystem.start(node(NodeRole.COORDINATOR, List.of()), Behaviors.empty());
    TestProbe<OneStepCoordinator.Done> done = TestProbe.create(coordinator);
    OneStepCoordinator.host(coordinator, done.ref());
    List<String> seeds = List.of(NodeSystem.addressOf(coordinator));

    try (DocentNode teacherNode =
            DocentNode.teacher(
                node(NodeRole.TEACHER, seeds),
                new TeacherParts(
                    "teacher",
                    List.of(teacherThread),
                    configuration -> new CountingTeacher(),
                    configuration -> new TeacherDuty(2, HEARTBEAT, Duration.ZERO, 1, HEARTBEAT),
                    outboxes,
                    System::nanoTime,
                    OneStepCoordinator::proxy),
                STREAM);
        DocentNode studentNode =
            DocentNode.student(
                node(NodeRole.STUDENT, seeds),
                new StudentParts(
                    new StudentId("student", 0),
                    studentThread,
                    (configuration, directory) -> student,
                    configuration -> new StudentDuty(2, 1 << 20, HEARTBEAT, Set.of(0), Set.of(0)),
                    outboxes,
                    SameProcess.OVER_SOCKET,
                    SignalRoute.LIVE,
                    () -> 0,
                    OneStepCoordinator::proxy),
                STREAM)) {
      OneStepCoordinator.Done end = done.receiveMessage(Duration.ofSeconds(30));

      assertThat(end.members()).isEqualTo(3);
      StepDone step = end.step();
      assertThat(step.step()).isEqualTo(new StepId(0, 0));
      // Signals count up from the sample in two values: 3 + 4 and 5 + 6, beside samples 3 and 5.
      assertThat(step.report().loss()).isEqualTo((3 + 3 + 4 + 5 + 5 + 6) / 2.0);
      assertThat(teacherNode.whenEnded().toCompletableFuture())
          .succeedsWithin(Duration.ofSeconds(20));
      assertThat(studentNode.whenEnded().toCompletableFuture())
          .succeedsWithin(Duration.ofSeconds(20));
      assertThat(student.calls).contains("add 0/0/0.0", "add 0/0/0.1");
    } finally {
      coordinator.terminate();
      coordinator.getWhenTerminated().toCompletableFuture().get(20, TimeUnit.SECONDS);
      teacherThread.shutdown();
      studentThread.shutdown();
    }
  }

  @Test
  void aNodeSaysWhichAddressItCannotBind() {
    ActorSystem<Void> first =
        NodeSystem.start(node(NodeRole.COORDINATOR, List.of()), Behaviors.empty());
    String address = NodeSystem.addressOf(first);
    int taken = Integer.parseInt(address.substring(address.indexOf(':') + 1));
    NodeSettings same =
        new NodeSettings(NodeRole.COORDINATOR, "127.0.0.1", taken, List.of(), false);
    try {
      assertThatThrownBy(() -> NodeSystem.start(same, Behaviors.empty()))
          .isInstanceOf(DocentException.class)
          .hasMessageStartingWith("the node cannot start on 127.0.0.1:" + taken);
    } finally {
      first.terminate();
      first.getWhenTerminated().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    }
  }

  @Test
  void onlyANodeThatOwnsItsProcessEndsIt() {
    Config guest = NodeSystem.configuration(node(NodeRole.TEACHER, List.of("h:1")), null);
    Config owner =
        NodeSystem.configuration(
            new NodeSettings(NodeRole.TEACHER, "127.0.0.1", 0, List.of("h:1"), true), null);

    assertThat(guest.getBoolean("akka.coordinated-shutdown.exit-jvm")).isFalse();
    assertThat(owner.getBoolean("akka.coordinated-shutdown.exit-jvm")).isTrue();
    assertThat(owner.getStringList("akka.cluster.seed-nodes")).containsExactly("akka://docent@h:1");
    assertThat(owner.getStringList("akka.cluster.roles")).containsExactly("teacher");
    assertThat(owner.getBoolean("akka.actor.allow-java-serialization")).isFalse();
  }

  @Test
  void anAddressToJoinMustHaveAPort() {
    assertThatThrownBy(() -> node(NodeRole.TEACHER, List.of("somewhere")))
        .hasMessage("node to join is \"somewhere\", must be HOST:PORT");
  }

  private static NodeSettings node(NodeRole role, List<String> seeds) {
    return new NodeSettings(role, "127.0.0.1", 0, seeds, false);
  }
}
