package org.docent.tests.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.docent.protocol.control.ClientProtocol;
import org.docent.protocol.control.CoordinatorProtocol;
import org.docent.protocol.control.ExaminerProtocol;
import org.docent.protocol.control.RespondentProtocol;
import org.docent.protocol.control.StudentProtocol;
import org.docent.protocol.control.TeacherProtocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProtocolRulesTest {

  private static final List<Class<?>> COMMANDS =
      List.of(
          CoordinatorProtocol.Command.class,
          TeacherProtocol.Command.class,
          StudentProtocol.Command.class,
          ClientProtocol.Command.class,
          ExaminerProtocol.Command.class,
          RespondentProtocol.Command.class);

  @Test
  void everyMessageIsARecordOrAnEnumOfOne() {
    for (Class<?> command : COMMANDS) {
      assertThat(messagesOf(command)).as(command.getName()).isNotEmpty().allMatch(this::isPlain);
    }
    assertThat(isPlain(Runnable.class)).as("the check can fail").isFalse();
  }

  private boolean isPlain(Class<?> type) {
    return type.isRecord() || (type.isEnum() && type.getEnumConstants().length == 1);
  }

  private static List<Class<?>> messagesOf(Class<?> command) {
    return Arrays.stream(command.getPermittedSubclasses())
        .filter(type -> !type.getSimpleName().equals("Internal"))
        .toList();
  }

  /** The messages an actor sends itself count as well. */
  @ParameterizedTest
  @CsvSource({
    "org.docent.coordinator.run.Coordinator, org.docent.protocol.control.CoordinatorProtocol",
    "org.docent.actors.teacher.TeacherWorker, org.docent.protocol.control.TeacherProtocol",
    "org.docent.actors.student.StudentTrainer, org.docent.protocol.control.StudentProtocol",
    "org.docent.actors.exam.Examiner, org.docent.protocol.control.ExaminerProtocol",
    "org.docent.actors.exam.RespondentWorker, org.docent.protocol.control.RespondentProtocol",
  })
  void everyMessageHasItsHandler(String actor, String protocol) throws ClassNotFoundException {
    assumeTrue(DocentClasses.ALL.contain(actor), actor + " is not part of this build");
    Class<?> command = Class.forName(protocol + "$Command");
    List<String> expected = new ArrayList<>();
    messagesOf(command).forEach(message -> expected.add("on" + message.getSimpleName()));
    JavaClass receiver = DocentClasses.ALL.get(actor);
    for (JavaClass type : receiver.getPackage().getClasses()) {
      if (!type.isInterface() && type.isAssignableTo(protocol + "$Internal")) {
        expected.add("on" + type.getSimpleName());
      }
    }
    List<String> handlers =
        receiver.getMethods().stream().map(method -> method.getName()).distinct().toList();
    assertThat(handlers).containsAll(expected);
  }
}
