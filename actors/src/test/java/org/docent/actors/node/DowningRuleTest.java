package org.docent.actors.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.docent.actors.node.Arbiter.HeldBy;
import org.docent.actors.node.Arbiter.MayGoOn;
import org.docent.actors.node.DowningRule.Node;
import org.docent.actors.node.DowningRule.Step;
import org.junit.jupiter.api.Test;

class DowningRuleTest {

  private final DowningRule rule = new DowningRule();

  @Test
  void decidesNothingWhileAllAreThere() {
    assertThat(look(0, self("a", 1), there("b", 2))).isEqualTo(Step.NOTHING);
    assertThat(look(100, self("a", 1), there("b", 2))).isEqualTo(Step.NOTHING);
  }

  @Test
  void waitsUntilNothingHasChangedForAWhile() {
    look(0, self("a", 1), lost("b", 2), worker("t", false));

    assertThat(look(4, self("a", 1), lost("b", 2), worker("t", false))).isEqualTo(Step.NOTHING);
    assertThat(look(5, self("a", 1), lost("b", 2), worker("t", true))).isEqualTo(Step.NOTHING);
    assertThat(look(9, self("a", 1), lost("b", 2), worker("t", true))).isEqualTo(Step.NOTHING);
    assertThat(look(10, self("a", 1), lost("b", 2), worker("t", true))).isEqualTo(Step.ASK);
  }

  @Test
  void whoMayGoOnTakesOutAllItDoesNotReachHoweverMany() {
    List<Node> nodes = new ArrayList<>(List.of(self("a", 1)));
    for (int i = 0; i < 40; i++) {
      nodes.add(worker("t" + i, false));
    }
    Node[] all = nodes.toArray(Node[]::new);

    assertThat(after(5, all)).isEqualTo(Step.ASK);
    assertThat(rule.ruled(new MayGoOn(), at(5))).isEqualTo(Step.DOWN_UNREACHABLE);
  }

  @Test
  void theOldestOfThoseThatReachEachOtherDecides() {
    assertThat(after(5, there("a", 1), self("b", 2), worker("t", false))).isEqualTo(Step.NOTHING);
    assertThat(new DowningRuleTest().after(5, lost("a", 1), self("b", 2), there("c", 3)))
        .isEqualTo(Step.ASK);
    assertThat(new DowningRuleTest().after(5, lost("a", 1), there("b", 2), self("c", 3)))
        .isEqualTo(Step.NOTHING);
  }

  @Test
  void teachersAndStudentsDecideNothing() {
    Node teacher = new Node("t", false, 5, true, true);

    assertThat(after(5, lost("a", 1), teacher)).isEqualTo(Step.NOTHING);
    assertThat(look(1000, lost("a", 1), teacher)).isEqualTo(Step.NOTHING);
  }

  @Test
  void whoMayNotGoOnEndsWhenTheOneThatMayStaysAway() {
    Node[] cut = {lost("a", 1), self("b", 2), worker("t", true)};
    after(5, cut);

    assertThat(rule.ruled(new HeldBy("a"), at(5))).isEqualTo(Step.NOTHING);
    assertThat(look(16, cut)).isEqualTo(Step.ASK);
    assertThat(rule.ruled(new HeldBy("a"), at(16))).isEqualTo(Step.NOTHING);
    assertThat(rule.ruled(new HeldBy("a"), at(17))).isEqualTo(Step.DOWN_SELF);
  }

  @Test
  void aStandbyThatFindsTheCoordinatorDeadMeanwhileTakesOver() {
    Node[] cut = {lost("a", 1), self("b", 2)};
    after(5, cut);
    rule.ruled(new HeldBy("a"), at(5));

    assertThat(rule.ruled(new MayGoOn(), at(8))).isEqualTo(Step.DOWN_UNREACHABLE);
  }

  @Test
  void leavesItToTheOneThatMayIfThatIsReached() {
    Node[] nodes = {self("b", 1), there("a", 2), worker("t", false)};
    after(5, nodes);

    rule.ruled(new HeldBy("a"), at(5));
    assertThat(rule.ruled(new HeldBy("a"), at(100))).isEqualTo(Step.NOTHING);
  }

  @Test
  void anAnswerThatComesAfterAChangeIsNoAnswer() {
    after(5, self("a", 1), lost("b", 2));
    look(6, self("a", 1), there("b", 2));

    assertThat(rule.ruled(new MayGoOn(), at(6))).isEqualTo(Step.NOTHING);
  }

  @Test
  void oneThatJoinsWorkersWhoseCoordinatorIsDeadDecides() {
    Node joining = new Node("c", true, Integer.MAX_VALUE, true, true);

    assertThat(after(5, lost("a", 1), worker("t", true), joining)).isEqualTo(Step.ASK);
  }

  private Step after(long seconds, Node... nodes) {
    look(0, nodes);
    return look(seconds, nodes);
  }

  private Step look(long second, Node... nodes) {
    return rule.look(List.of(nodes), at(second));
  }

  private static long at(long second) {
    return Duration.ofSeconds(second).toNanos();
  }

  private static Node self(String address, int age) {
    return new Node(address, true, age, true, true);
  }

  private static Node there(String address, int age) {
    return new Node(address, true, age, true, false);
  }

  private static Node lost(String address, int age) {
    return new Node(address, true, age, false, false);
  }

  private static Node worker(String address, boolean reachable) {
    return new Node(address, false, 9, reachable, false);
  }
}
