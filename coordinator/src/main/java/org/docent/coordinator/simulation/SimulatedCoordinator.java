package org.docent.coordinator.simulation;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.docent.coordinator.ledger.TeacherSignal;
import org.docent.coordinator.run.Muster;
import org.docent.coordinator.run.Outbound;
import org.docent.coordinator.run.Ruling;
import org.docent.coordinator.run.RunDesk;
import org.docent.coordinator.run.StudentPosts;
import org.docent.coordinator.run.TeacherPresence;
import org.docent.protocol.control.CoordinatorProtocol.CheckpointCommitted;
import org.docent.protocol.control.StudentProtocol;
import org.docent.protocol.control.TeacherProtocol;
import org.docent.protocol.id.StepId;
import org.docent.protocol.id.StudentId;
import org.docent.protocol.id.TeacherId;
import org.jspecify.annotations.Nullable;

/**
 * A coordinator process: the real desk, and which process each name stands for. One that is
 * replaced knows nothing of it: it may wake, hear what was sent to it and say what it thinks.
 */
final class SimulatedCoordinator extends SimulatedNode implements Outbound {

  private final RunDesk desk;
  private final LeaseWatch watch;
  private final StudentPosts<SimulatedStudent> posts;
  private final Map<TeacherId, SimulatedTeacher> teachers = new TreeMap<>();
  private final Map<StudentId, SimulatedStudent> students = new TreeMap<>();
  private final Set<SimulatedNode> replaced = new HashSet<>();

  /** A coordinator that knows the last checkpoints and nothing else. */
  SimulatedCoordinator(String name, Simulation world, SplittableRandom random) {
    super(name, world, random);
    this.watch = new LeaseWatch(world.invariants, world.scenario.lease(), world.committed());
    this.desk = new RunDesk(world.setup(this::nanos, watch), this, /* tries= */ Integer.MAX_VALUE);
    long grace = Duration.ofMillis(3 * Simulation.BEAT_MILLIS).toNanos();
    this.posts =
        new StudentPosts<>(
            world.committed().keySet(),
            SimulatedStudent::toString,
            new Muster(world.livingStudents(), nanos() + grace));
    after(random.nextInt((int) Simulation.BEAT_MILLIS), this::beat);
  }

  RunDesk desk() {
    return desk;
  }

  LeaseWatch watch() {
    return watch;
  }

  private void beat() {
    if (!desk.ended()) {
      desk.teachers().tick();
      follow(posts.tick(nanos()));
      world.longDeadStudents().forEach(this::noticeGone);
    }
    if (!desk.ended()) {
      watch.ticked(nanos());
      checkWindow();
    }
    after(Simulation.BEAT_MILLIS, this::beat);
  }

  private void checkWindow() {
    if (!desk.ended()) {
      watch.windowIs(desk.work().level().open(), world.widestWindow(desk.work().window()));
    }
  }

  /** Hears something; when its run is over whoever speaks is sent home. */
  void hear(SimulatedNode from, Consumer<SimulatedCoordinator> what) {
    if (!desk.ended()) {
      what.accept(this);
      checkWindow();
    } else if (from instanceof SimulatedStudent student) {
      sendHome(student);
    }
  }

  void register(SimulatedTeacher teacher, TeacherPresence presence) {
    if (replaced.contains(teacher)) {
      send(
          teacher,
          TeacherProtocol.Drain.INSTANCE,
          () -> teacher.on(TeacherProtocol.Drain.INSTANCE));
      return;
    }
    SimulatedTeacher before = teachers.put(teacher.id, teacher);
    boolean newcomer = before != teacher;
    if (newcomer && before != null) {
      replaced.add(before);
      desk.teachers().gone(teacher.id, "it started again");
    }
    presence.held().forEach(held -> watch.held(held.id()));
    desk.teachers().here(presence, newcomer);
  }

  void register(SimulatedStudent student, boolean serves, @Nullable StepId next) {
    if (desk.awaits(student.id)) {
      follow(posts.here(student.id, student, serves, next, nanos()));
    } else {
      sendHome(student);
    }
  }

  private void follow(List<Ruling<SimulatedStudent>> rulings) {
    for (Ruling<SimulatedStudent> ruling : rulings) {
      SimulatedStudent student = ruling.ref();
      if (ruling instanceof Ruling.Serves<SimulatedStudent> serves) {
        students.put(student.id, student);
        desk.studentAt(student.id, serves.newcomer(), serves.next());
      } else if (ruling instanceof Ruling.GoesHome<SimulatedStudent>) {
        sendHome(student);
      } else if (ruling instanceof Ruling.Lost<SimulatedStudent> lost) {
        students.remove(student.id, student);
        desk.studentGone(student.id, lost.reason());
      }
    }
  }

  private void sendHome(SimulatedStudent student) {
    send(student, StudentProtocol.Stop.INSTANCE, () -> student.on(StudentProtocol.Stop.INSTANCE));
  }

  void signalReady(TeacherSignal signal) {
    watch.answered(signal.id(), signal.epoch());
    desk.teachers().signalReady(signal);
  }

  void committed(CheckpointCommitted commit) {
    desk.checkpointCommitted(commit.student(), commit.next(), commit.directory());
  }

  /** The cluster tells that a process does not answer. */
  void noticeAway(SimulatedNode node) {
    if (node instanceof SimulatedTeacher teacher && teachers.get(teacher.id) == teacher) {
      desk.teachers().away(teacher.id);
    } else if (node instanceof SimulatedStudent student) {
      posts.nodeUnreachable(student.toString());
      if (students.get(student.id) == student) {
        desk.studentAway(student.id);
      }
    }
  }

  /** The cluster tells that a process answers again. */
  void noticeBack(SimulatedNode node) {
    if (node instanceof SimulatedTeacher teacher && teachers.get(teacher.id) == teacher) {
      desk.teachers().back(teacher.id);
    } else if (node instanceof SimulatedStudent student) {
      follow(posts.nodeReachable(student.toString(), nanos()));
    }
  }

  /** The cluster tells that a process is gone for good. */
  void noticeGone(SimulatedNode node) {
    if (node instanceof SimulatedTeacher teacher && teachers.remove(teacher.id, teacher)) {
      desk.teachers().gone(teacher.id, "it stopped");
    } else if (node instanceof SimulatedStudent student) {
      follow(posts.nodeLeft(student.toString(), nanos()));
    }
  }

  @Override
  public void toTeacher(TeacherId id, TeacherProtocol.Command message) {
    watch.toTeacher(id, message, nanos());
    SimulatedTeacher teacher = teachers.get(id);
    if (teacher != null) {
      send(teacher, message, () -> teacher.on(message));
    }
  }

  @Override
  public void toStudent(StudentId id, StudentProtocol.Command message) {
    if (message instanceof StudentProtocol.SignalAvailable signal) {
      watch.announced(signal);
    }
    SimulatedStudent student = students.get(id);
    if (message instanceof StudentProtocol.BeginStage begin && isBelieved(student)) {
      world.invariants.whoHasNoWeightsIsSentToWhatIsCommitted(id, begin.checkpoint());
    }
    if (student != null) {
      send(student, message, () -> student.on(message));
    }
  }

  /**
   * Whether what it says now matters to a student: it holds the place and the student has nothing.
   */
  private boolean isBelieved(@Nullable SimulatedStudent student) {
    return world.isCurrent(this) && student != null && student.alive() && !student.hasWeights();
  }

  private void send(SimulatedNode to, Object message, Runnable delivery) {
    world.network.send(this, to, message, () -> to.run(delivery));
  }
}
