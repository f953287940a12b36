package org.docent.coordinator.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RunAheadTest {

  @Test
  void growsWithTheTeachersThatAreHere() {
    RunAhead settled = new RunAhead(null, 2, 4);

    assertThat(settled.window(0)).isEqualTo(16);
    assertThat(settled.window(1)).isEqualTo(16);
    assertThat(settled.window(4)).isEqualTo(4 * 2 * 4 + 4);
    assertThat(settled.window(32)).isEqualTo(4 * 2 * 32 + 4);
  }

  @Test
  void aNumberThatIsGivenStaysThatNumber() {
    RunAhead given = new RunAhead(5, 2, 4);

    assertThat(given.window(0)).isEqualTo(5);
    assertThat(given.window(1000)).isEqualTo(5);
  }

  @Test
  void refusesAWindowOfNothing() {
    assertThatThrownBy(() -> new RunAhead(0, 2, 4)).hasMessageContaining("window is 0");
  }
}
