package org.docent.coordinator.cli;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.docent.coordinator.ledger.CapturePlanner;
import org.docent.coordinator.ledger.StoredSignals;
import org.docent.coordinator.manifest.Cursor;
import org.docent.coordinator.manifest.Timeline;
import org.docent.coordinator.run.CapacityObserver;
import org.docent.coordinator.run.EventLog;
import org.docent.coordinator.run.MetricsLog;
import org.docent.coordinator.run.RunObserver;
import org.docent.coordinator.run.RunSetup;
import org.docent.coordinator.run.StudentSetup;
import org.docent.coordinator.term.Term;
import org.docent.protocol.id.StudentId;
import org.docent.protocol.settings.LoadedRun;
import org.docent.protocol.settings.RunSettings;
import org.docent.protocol.teacher.TeacherFacts;
import org.jspecify.annotations.Nullable;

/**
 * A run, or a capture, as a node would coordinate it: what is known when the node starts, and how
 * everything that must be as new as the term is opened.
 *
 * @param loaded its settings and their text
 * @param work opens the rest for a term
 */
record CoordinatedRun(LoadedRun loaded, Work work) {

  /** What is opened for a term; both halves read what the coordinator before left. */
  interface Work {
    /** The observers that write and show this run, the first of which hears things first. */
    List<RunObserver> observers(Term term, boolean fresh);

    /** What the coordinator is given. */
    RunSetup setup(List<RunObserver> observers);
  }

  /** Where the run's own files are. */
  Path directory() {
    return loaded.settings().outputDir();
  }

  /** Opens the log of what happens to the run. */
  EventLog events(Term term) {
    return new EventLog(directory(), InstantSource.system(), term);
  }

  /**
   * The training of a run.
   *
   * @param preflight what was found when the run was looked at
   */
  static CoordinatedRun training(LoadedRun loaded, Preflight preflight, StoredSignals stored) {
    return new CoordinatedRun(loaded, new Training(loaded, preflight, stored));
  }

  /**
   * A capture of what those planners name into the run's store.
   *
   * @param progress shows how far it is
   */
  static CoordinatedRun capture(
      LoadedRun loaded,
      List<CapturePlanner> planners,
      @Nullable TeacherFacts teacher,
      RunObserver progress) {
    StudentSetup archive =
        new StudentSetup(loaded.settings(), loaded.resolvedText(), () -> Cursor.BEGINNING);
    Work work =
        new Work() {
          @Override
          public List<RunObserver> observers(Term term, boolean fresh) {
            return List.of(progress);
          }

          @Override
          public RunSetup setup(List<RunObserver> observers) {
            return new RunSetup(
                loaded.settings(),
                loaded.resolvedText(),
                List.of(archive),
                List.copyOf(planners),
                StoredSignals.NONE,
                observers,
                System::nanoTime,
                teacher);
          }
        };
    return new CoordinatedRun(loaded, work);
  }

  private record Training(LoadedRun loaded, Preflight preflight, StoredSignals stored)
      implements Work {

    @Override
    public List<RunObserver> observers(Term term, boolean fresh) {
      RunSettings run = loaded.settings();
      List<RunObserver> observers = new ArrayList<>();
      Map<StudentId, Path> folders = new TreeMap<>();
      for (LoadedRun alone : loaded.alone()) {
        MetricsLog metrics = new MetricsLog(alone.settings(), term);
        observers.add(metrics);
        folders.put(
            new StudentId(alone.settings().student().name(), 0), alone.settings().outputDir());
        if (fresh) {
          metrics.dropAfter(done(alone)); // no student is alive that went further
        }
      }
      observers.add(
          ProgressObserver.wanted()
              ? new ProgressObserver(run.students().size() > 1)
              : new LogObserver(run));
      observers.add(new OutcomeFile(run.outputDir(), folders, term));
      return observers;
    }

    private int done(LoadedRun alone) {
      Timeline timeline = preflight.timeline();
      return timeline.globalStep(RunDirectory.of(alone.settings()).cursor(timeline).next());
    }

    @Override
    public RunSetup setup(List<RunObserver> observers) {
      RunSettings run = loaded.settings();
      List<Cursor> starts = new ArrayList<>();
      List<StudentSetup> students = new ArrayList<>();
      for (LoadedRun alone : loaded.alone()) {
        RunDirectory its = RunDirectory.of(alone.settings());
        StudentId student = new StudentId(alone.settings().student().name(), 0);
        Cursor start =
            its.cursor(
                preflight.timeline(),
                (checkpoint, reason) ->
                    observers.forEach(
                        o -> o.checkpointDamaged(student, checkpoint.toString(), reason)));
        starts.add(start);
        students.add(
            new StudentSetup(
                alone.settings(),
                alone.resolvedText(),
                readOnce(start, () -> its.cursor(preflight.timeline())),
                () ->
                    run.students().size() == 1 ? Optional.empty() : OutcomeFile.read(its.path())));
      }
      List<RunObserver> all = new ArrayList<>(observers);
      if (run.runsTeacher()) {
        all.add(0, new CapacityObserver(run.work().adviceInterval(), System::nanoTime, observers));
      }
      return new RunSetup(
          run,
          loaded.resolvedText(),
          students,
          RunSetup.training(run, preflight.samples()),
          stored,
          all,
          System::nanoTime,
          ExpectedTeacher.of(preflight.teacher(), starts));
    }

    /** Reading a cursor checks every byte of a checkpoint: what was just read is taken first. */
    private static Supplier<Cursor> readOnce(Cursor first, Supplier<Cursor> later) {
      AtomicReference<@Nullable Cursor> fresh = new AtomicReference<>(first);
      return () -> {
        Cursor known = fresh.getAndSet(null);
        return known == null ? later.get() : known;
      };
    }
  }
}
