package org.docent.coordinator.run;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.docent.protocol.id.StepId;
import org.docent.protocol.id.StudentId;
import org.jspecify.annotations.Nullable;

/**
 * Who serves as which student of the run and who stands by: a {@link Succession} for each name, and
 * the {@link Muster} that keeps a coordinator that has moved from promoting somebody beside one who
 * serves and was not heard yet. Pure: what is to be done comes back as rulings, in order.
 *
 * @param <R> a reference to one who would be a student
 */
public final class StudentPosts<R> {

  private final Map<StudentId, Succession<R>> posts = new TreeMap<>();
  private final Function<R, String> nodeOf;
  private final Muster muster;

  /**
   * Posts that nobody holds.
   *
   * @param nodeOf the node of a reference, by the name that the muster has for it
   */
  public StudentPosts(Collection<StudentId> students, Function<R, String> nodeOf, Muster muster) {
    students.forEach(student -> posts.put(student, new Succession<>(student)));
    this.nodeOf = nodeOf;
    this.muster = muster;
  }

  /** Who serves as that student now. */
  public @Nullable R serving(StudentId student) {
    Succession<R> post = posts.get(student);
    return post == null ? null : post.serving();
  }

  /**
   * One says that it is here.
   *
   * @param serves whether it says that it serves
   * @param next the step it wants, null when it has no weights
   */
  public List<Ruling<R>> here(
      StudentId student, R ref, boolean serves, @Nullable StepId next, long nowNanos) {
    Succession<R> post = posts.get(student);
    if (post == null) {
      return List.of(new Ruling.GoesHome<>(student, ref));
    }
    List<Ruling<R>> rulings = new ArrayList<>();
    boolean open = muster.over(nowNanos);
    rulings.addAll(post.here(ref, serves, next, open));
    muster.heard(nodeOf.apply(ref));
    if (!open) {
      rulings.addAll(tick(nowNanos)); // it may have been the last one awaited
    }
    return rulings;
  }

  /** One has stopped. */
  public List<Ruling<R>> stopped(StudentId student, R ref, long nowNanos) {
    Succession<R> post = posts.get(student);
    return post == null ? List.of() : post.left(ref, "it stopped", muster.over(nowNanos));
  }

  /** A node has left the cluster, and all on it with it. */
  public List<Ruling<R>> nodeLeft(String node, long nowNanos) {
    muster.left(node);
    List<Ruling<R>> rulings = new ArrayList<>();
    boolean open = muster.over(nowNanos);
    posts
        .values()
        .forEach(
            post ->
                on(node, post)
                    .forEach(
                        ref -> rulings.addAll(post.left(ref, "its node left the cluster", open))));
    rulings.addAll(tick(nowNanos));
    return rulings;
  }

  public void nodeUnreachable(String node) {
    muster.unreachable(node);
    posts.values().forEach(post -> on(node, post).forEach(post::unreachable));
  }

  public List<Ruling<R>> nodeReachable(String node, long nowNanos) {
    muster.reachable(node);
    posts.values().forEach(post -> on(node, post).forEach(post::reachable));
    return tick(nowNanos);
  }

  /** Time has passed: whoever may take a free post does. */
  public List<Ruling<R>> tick(long nowNanos) {
    boolean open = muster.over(nowNanos);
    List<Ruling<R>> rulings = new ArrayList<>();
    posts.values().forEach(post -> rulings.addAll(post.promote(open)));
    return rulings;
  }

  /** That student's course has ended. */
  List<Ruling<R>> close(StudentId student) {
    Succession<R> post = posts.get(student);
    return post == null ? List.of() : post.close();
  }

  private List<R> on(String node, Succession<R> post) {
    return post.everybody().stream().filter(ref -> node.equals(nodeOf.apply(ref))).toList();
  }
}
