package org.docent.tests.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Logic takes its clock and its randomness from outside, and nobody waits by sleeping. */
class DeterminismRulesTest {

  private static final Map<String, Set<String>> FORBIDDEN =
      Map.of(
          "java.lang.Thread", Set.of("sleep"),
          "java.lang.System", Set.of("currentTimeMillis", "nanoTime", "exit"),
          "java.lang.Runtime", Set.of("exit", "halt"),
          "java.lang.Math", Set.of("random"),
          "java.time.Instant", Set.of("now"),
          "java.time.LocalDateTime", Set.of("now"),
          "java.util.concurrent.ThreadLocalRandom", Set.of("current"));

  /**
   * Where one of these is the very job: the command line ends its process and hands out its clock;
   * a second Ctrl-C, or the death of the process that started it, ends one at once.
   */
  private static final Map<String, Set<String>> ALLOWED =
      Map.of(
          "org.docent.coordinator.cli", Set.of("exit", "nanoTime"),
          "org.docent.coordinator.cli.launch", Set.of("halt"));

  private static final ArchRule RULE =
      noClasses()
          .that()
          .resideInAPackage("org.docent..")
          .should()
          .accessTargetWhere(
              new DescribedPredicate<JavaAccess<?>>("sleeps, reads a clock or draws unseeded") {
                @Override
                public boolean test(JavaAccess<?> access) {
                  return isForbidden(access);
                }
              });

  private static boolean isForbidden(JavaAccess<?> access) {
    String owner = access.getTargetOwner().getFullName();
    String method = access.getTarget().getName();
    if (owner.equals("java.util.Random") && method.equals("<init>")) {
      return access.getTarget().getFullName().endsWith("<init>()");
    }
    Set<String> allowed = ALLOWED.getOrDefault(access.getOriginOwner().getPackageName(), Set.of());
    return FORBIDDEN.getOrDefault(owner, Set.of()).contains(method) && !allowed.contains(method);
  }

  @Test
  void nobodySleepsReadsAClockDrawsUnseededOrEndsTheProcess() {
    RULE.check(DocentClasses.ALL);
  }

  @Test
  void eachForbiddenCallIsFound() {
    for (Class<?> culprit : List.of(Sleeper.class, Timer.class, Gambler.class, Historian.class)) {
      assertThatThrownBy(() -> RULE.check(new ClassFileImporter().importClasses(culprit)))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining(culprit.getSimpleName());
    }
    RULE.check(new ClassFileImporter().importClasses(Seeded.class));
  }

  static final class Sleeper {
    void run() throws InterruptedException {
      Thread.sleep(1);
    }
  }

  static final class Timer {
    long now() {
      return System.nanoTime();
    }
  }

  static final class Gambler {
    Random source() {
      return new Random();
    }
  }

  static final class Historian {
    Instant now() {
      return Instant.now();
    }
  }

  static final class Seeded {
    Random source(long seed) {
      return new Random(seed);
    }
  }
}
