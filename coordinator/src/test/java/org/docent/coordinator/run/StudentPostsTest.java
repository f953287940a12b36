package org.docent.coordinator.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.docent.coordinator.run.Ruling.GoesHome;
import org.docent.coordinator.run.Ruling.Lost;
import org.docent.coordinator.run.Ruling.Serves;
import org.docent.coordinator.run.Ruling.StandsBy;
import org.docent.protocol.id.StepId;
import org.docent.protocol.id.StudentId;
import org.junit.jupiter.api.Test;

/** Who serves and who stands by; a reference is a node's name and a number, as in {@code a.1}. */
class StudentPostsTest {

  private static final StudentId ME = new StudentId("student", 0);
  private static final StudentId OTHER = new StudentId("other", 0);
  private static final long GRACE = 1000;

  private final StudentPosts<String> fresh = posts(Set.of());

  @Test
  void theFirstToComeServesAndLaterOnesStandBy() {
    assertThat(comes(fresh, "a.1")).containsExactly(new Serves<>(ME, "a.1", true, null));
    assertThat(comes(fresh, "b.1")).containsExactly(new StandsBy<>(ME, "b.1", true));
    assertThat(comes(fresh, "b.1")).containsExactly(new StandsBy<>(ME, "b.1", false));
    assertThat(says(fresh, "a.1", at(3))).containsExactly(new Serves<>(ME, "a.1", false, at(3)));
  }

  @Test
  void theFirstThatStandsByTakesOverFromOneWhoseNodeLeft() {
    comes(fresh, "a.1");
    comes(fresh, "b.1");
    comes(fresh, "c.1");

    assertThat(fresh.nodeLeft("a", 0))
        .containsExactly(
            new Lost<>(ME, "a.1", "its node left the cluster"),
            new Serves<>(ME, "b.1", true, null));
    assertThat(comes(fresh, "c.1")).containsExactly(new StandsBy<>(ME, "c.1", false));
  }

  @Test
  void oneThatStoppedMayStandByAgainOnTheSameNode() {
    comes(fresh, "a.1");
    comes(fresh, "b.1");
    comes(fresh, "a.2");

    assertThat(fresh.stopped(ME, "a.1", 0))
        .containsExactly(new Lost<>(ME, "a.1", "it stopped"), new Serves<>(ME, "b.1", true, null));
    assertThat(fresh.stopped(ME, "b.1", 0))
        .containsExactly(new Lost<>(ME, "b.1", "it stopped"), new Serves<>(ME, "a.2", true, null));
  }

  @Test
  void withNobodyStandingByTheNextToComeServes() {
    comes(fresh, "a.1");

    assertThat(fresh.nodeLeft("a", 0))
        .containsExactly(new Lost<>(ME, "a.1", "its node left the cluster"));
    assertThat(comes(fresh, "b.1")).containsExactly(new Serves<>(ME, "b.1", true, null));
  }

  @Test
  void oneWhoseNodeCannotBeReachedIsPassedOverUntilItCan() {
    comes(fresh, "a.1");
    comes(fresh, "b.1");
    comes(fresh, "c.1");
    fresh.nodeUnreachable("b");

    assertThat(fresh.nodeLeft("a", 0)).contains(new Serves<>(ME, "c.1", true, null));
    fresh.nodeUnreachable("c");
    assertThat(fresh.nodeLeft("c", 0)).noneMatch(Serves.class::isInstance);
    assertThat(fresh.nodeReachable("b", 0)).containsExactly(new Serves<>(ME, "b.1", true, null));
  }

  @Test
  void oneThatCannotBeReachedServesOnUntilItsNodeHasLeft() {
    comes(fresh, "a.1");
    comes(fresh, "b.1");

    fresh.nodeUnreachable("a");

    assertThat(fresh.tick(1 << 30)).isEmpty();
    assertThat(fresh.serving(ME)).isEqualTo("a.1");
  }

  @Test
  void eachNameHasItsOwn() {
    comes(fresh, "a.1");
    assertThat(fresh.here(OTHER, "b.1", false, null, 0))
        .containsExactly(new Serves<>(OTHER, "b.1", true, null));
    fresh.here(OTHER, "c.1", false, null, 0);

    assertThat(fresh.nodeLeft("a", 0)).noneMatch(Serves.class::isInstance);
    assertThat(fresh.nodeLeft("b", 0)).contains(new Serves<>(OTHER, "c.1", true, null));
    assertThat(fresh.here(new StudentId("nobody", 0), "d.1", false, null, 0))
        .containsExactly(new GoesHome<>(new StudentId("nobody", 0), "d.1"));
  }

  @Test
  void aCoordinatorThatMovedWaitsForTheOneWhoServesWhoeverSpeaksFirst() {
    StudentPosts<String> moved = posts(Set.of("a", "b"));

    assertThat(comes(moved, "b.1")).containsExactly(new StandsBy<>(ME, "b.1", true));
    assertThat(moved.tick(GRACE - 1)).isEmpty();
    assertThat(says(moved, "a.1", at(7))).containsExactly(new Serves<>(ME, "a.1", true, at(7)));
  }

  @Test
  void whenAllHaveSpokenAndNobodyServesOneIsPromotedAtOnce() {
    StudentPosts<String> moved = posts(Set.of("a", "b"));

    comes(moved, "b.1");
    comes(moved, "b.1");
    comes(moved, "a.1");

    assertThat(comes(moved, "a.1"))
        .containsExactly(new StandsBy<>(ME, "a.1", false), new Serves<>(ME, "b.1", true, null));
  }

  @Test
  void aWordThatWasOnItsWayWhenItsStudentWasPromotedPromotesNobodyElse() {
    StudentPosts<String> moved = posts(Set.of("a", "b"));
    comes(moved, "b.1");
    comes(moved, "b.1");

    assertThat(comes(moved, "a.1")).containsExactly(new StandsBy<>(ME, "a.1", true));
    assertThat(says(moved, "a.1", at(0))).containsExactly(new Serves<>(ME, "a.1", true, at(0)));
  }

  @Test
  void whoServedAndDiedAsTheCoordinatorMovedIsWaitedForUntilItsNodeHasLeft() {
    StudentPosts<String> moved = posts(Set.of("a", "b"));
    comes(moved, "b.1");
    comes(moved, "b.1");
    moved.nodeUnreachable("a");

    assertThat(moved.tick(GRACE * 1000)).isEmpty();
    assertThat(moved.nodeLeft("a", GRACE * 1000))
        .containsExactly(new Serves<>(ME, "b.1", true, null));
  }

  @Test
  void aNodeThatSaysNothingIsWaitedForOnlyAWhile() {
    StudentPosts<String> moved = posts(Set.of("a", "b"));
    comes(moved, "b.1");

    assertThat(moved.tick(GRACE)).containsExactly(new Serves<>(ME, "b.1", true, null));
  }

  @Test
  void ofTwoThatServeTheOneFurtherAheadIsKept() {
    StudentPosts<String> moved = posts(Set.of("a", "b"));
    says(moved, "a.1", at(3));

    assertThat(says(moved, "b.1", at(4)))
        .containsExactly(
            new Lost<>(ME, "a.1", "another is further ahead"),
            new GoesHome<>(ME, "a.1"),
            new Serves<>(ME, "b.1", true, at(4)));
    assertThat(says(moved, "a.1", at(9))).containsExactly(new GoesHome<>(ME, "a.1"));
  }

  @Test
  void ofTwoThatServeAtTheSameStepTheFirstIsKept() {
    StudentPosts<String> moved = posts(Set.of("a", "b"));
    says(moved, "a.1", at(3));

    assertThat(says(moved, "b.1", at(3))).containsExactly(new GoesHome<>(ME, "b.1"));
  }

  @Test
  void oneThatWasPromotedIsKeptSinceNobodyElseCanCommit() {
    StudentPosts<String> moved = posts(Set.of("a", "b"));
    comes(moved, "b.1");
    moved.tick(GRACE);

    assertThat(says(moved, "a.1", at(9))).containsExactly(new GoesHome<>(ME, "a.1"));
    assertThat(moved.serving(ME)).isEqualTo("b.1");
  }

  @Test
  void whenACourseHasEndedThoseWhoStandByGoHome() {
    comes(fresh, "a.1");
    comes(fresh, "b.1");

    assertThat(fresh.close(ME)).containsExactly(new GoesHome<>(ME, "b.1"));
    assertThat(comes(fresh, "b.1")).containsExactly(new GoesHome<>(ME, "b.1"));
  }

  private static StudentPosts<String> posts(Set<String> before) {
    return new StudentPosts<>(
        List.of(ME, OTHER), ref -> ref.substring(0, 1), new Muster(before, GRACE));
  }

  private static List<Ruling<String>> comes(StudentPosts<String> posts, String ref) {
    return posts.here(ME, ref, /* serves= */ false, null, 0);
  }

  private static List<Ruling<String>> says(StudentPosts<String> posts, String ref, StepId next) {
    return posts.here(ME, ref, /* serves= */ true, next, 0);
  }

  private static StepId at(int step) {
    return new StepId(0, step);
  }
}
