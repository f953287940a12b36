package org.docent.tests.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DependencyRulesTest {

  /** In the order of the line: none may see one that stands after it. */
  private static final List<String> MODULES = List.of("protocol", "model", "actors", "coordinator");

  private static final String DJL_BRIDGE = "ai.djl.pytorch.jni.TrainModeBridge";

  @Test
  void modulesSeeOnlyThoseOnTheirLeft() {
    for (int left = 0; left < MODULES.size(); left++) {
      for (int right = left + 1; right < MODULES.size(); right++) {
        noClasses()
            .that()
            .resideInAPackage(packagesOf(MODULES.get(left)))
            .should()
            .dependOnClassesThat()
            .resideInAPackage(packagesOf(MODULES.get(right)))
            .allowEmptyShould(true)
            .check(DocentClasses.ALL);
      }
    }
  }

  private static String packagesOf(String module) {
    return "org.docent." + module + "..";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "org.docent.model..",
        "org.docent.coordinator.advice..",
        "org.docent.coordinator.forecast..",
        "org.docent.coordinator.stage..",
        "org.docent.coordinator.admission..",
        "org.docent.coordinator.ledger..",
        "org.docent.coordinator.manifest..",
        "org.docent.protocol.id..",
        "org.docent.protocol.plan..",
        "org.docent.protocol.settings..",
        "org.docent.protocol.signal..",
      })
  void theseKnowNothingOfActors(String pure) {
    noClasses()
        .that()
        .resideInAPackage(pure)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("akka..")
        .allowEmptyShould(true)
        .check(DocentClasses.ALL);
  }

  @Test
  void tensorsStayInTheModelAndTheCommandLine() {
    noClasses()
        .that(
            resideInAPackage("org.docent..")
                .and(not(resideInAnyPackage("org.docent.model..", "org.docent.coordinator.cli.."))))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("ai.djl..")
        .check(DocentClasses.ALL);
  }

  @Test
  void onlyComputeCallsTheBridgeIntoTheEngine() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.docent.model.compute..")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName(DJL_BRIDGE)
        .check(DocentClasses.ALL);
  }

  @Test
  void configObjectsStayWithTheSettingsAndTheNodes() {
    noClasses()
        .that()
        .resideInAnyPackage("org.docent.model..", "org.docent.coordinator.run..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.typesafe.config..")
        .allowEmptyShould(true)
        .check(DocentClasses.ALL);
  }

  @Test
  void packagesFormNoCycles() {
    slices().matching("org.docent.(*).(*)..").should().beFreeOfCycles().check(DocentClasses.ALL);
  }

  /** Were no classes read, every rule would hold; this false one must not. */
  @Test
  void aFalseRuleFails() {
    assertThat(DocentClasses.ALL).hasSizeGreaterThan(100);
    ArchRule falseRule =
        noClasses()
            .that()
            .resideInAPackage("org.docent.protocol.control..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("akka..");
    assertThatThrownBy(() -> falseRule.check(DocentClasses.ALL))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("RegisterTeacher");
  }
}
