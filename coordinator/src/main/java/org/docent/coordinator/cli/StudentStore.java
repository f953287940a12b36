package org.docent.coordinator.cli;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.docent.actors.stream.ReplayedSignals;
import org.docent.actors.stream.SignalSource;
import org.docent.model.capture.SignalArchive;
import org.docent.model.capture.WriteThrough;
import org.docent.model.store.StoredSets;
import org.docent.model.train.DistilledStudent;
import org.docent.model.train.Student;
import org.docent.protocol.id.StudentId;
import org.docent.protocol.settings.RunSettings;
import org.docent.protocol.settings.SignalOrigin;

/** One student worker's side of the stores: what it reads from them and writes into them. */
final class StudentStore implements AutoCloseable {

  private final String writer;
  private final StoredSets sets = new StoredSets();
  private final ExecutorService reading;

  StudentStore(StudentId student) {
    this.writer = UUID.randomUUID().toString().substring(0, 8) + "-" + student.name();
    this.reading =
        Executors.newSingleThreadExecutor(
            work -> {
              Thread thread = new Thread(work, "store-" + student);
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Opens what takes a run's signals: its student, or in a capture the archive. */
  Student student(RunSettings run, Path directory, NDManager manager) {
    return run.store().origin() == SignalOrigin.CAPTURE
        ? SignalArchive.open(run, writer)
        : WriteThrough.of(run, writer, sets, DistilledStudent.open(run, directory, manager));
  }

  /** Where a run's signals come from. */
  SignalSource signals(RunSettings run, SignalSource live) {
    return run.store().origin().reads() ? new ReplayedSignals(run, sets, live, reading) : live;
  }

  @Override
  public void close() {
    reading.shutdown();
    sets.close();
  }
}
