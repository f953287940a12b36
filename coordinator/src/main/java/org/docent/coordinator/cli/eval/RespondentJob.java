package org.docent.coordinator.cli.eval;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.docent.actors.exam.ExamDesk;
import org.docent.actors.exam.ExamNode;
import org.docent.actors.exam.ExamRoom;
import org.docent.actors.tls.Tls;
import org.docent.model.compute.DeviceThread;
import org.docent.protocol.failure.DocentException;
import org.jspecify.annotations.Nullable;

/** Answers questions of a benchmark that another process has begun, until none is left. */
public final class RespondentJob {

  /** How long nothing may be heard of the examiner. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Where this machine has what it needs. */
  public record Place(Path model, Path data) {}

  /**
   * Who this is.
   *
   * @param address of the examiner, {@code host:port}
   * @param host of this machine, by which the examiner reaches it
   * @param tls of this machine; null for none
   */
  public record Address(String address, String host, String name, @Nullable Tls tls) {}

  private final Place place;
  private final List<String> devices;
  private final int threads;

  /**
   * A job on several devices.
   *
   * @param threads of each
   */
  public RespondentJob(Place place, List<String> devices, int threads) {
    this.place = place;
    this.devices = List.copyOf(devices);
    this.threads = threads;
  }

  /**
   * Answers until it is dismissed.
   *
   * @return the exit code
   * @throws DocentException when this process cannot answer, or the examiner is gone
   */
  public int answer(Address where, PrintWriter out) {
    CompletableFuture<String> ended = new CompletableFuture<>();
    List<ModelDesk> desks = new ArrayList<>();
    try {
      for (int i = 0; i < devices.size(); i++) {
        desks.add(new ModelDesk(place, DeviceThread.start("eval-" + i, devices.get(i), threads)));
      }
      ExamRoom room = new ExamRoom(where.name(), List.<ExamDesk>copyOf(desks), PATIENCE, ended);
      String fault;
      try (ExamNode node = ExamNode.respondent(where.host(), where.address(), room, where.tls())) {
        out.printf("%s at %s answers for %s%n", where.name(), node.address(), where.address());
        out.flush();
        fault = ended.join();
      }
      if (!fault.isEmpty()) {
        throw DocentException.stop(fault);
      }
      return 0;
    } finally {
      desks.forEach(ModelDesk::close);
    }
  }
}
