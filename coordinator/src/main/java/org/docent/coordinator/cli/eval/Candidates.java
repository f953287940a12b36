package org.docent.coordinator.cli.eval;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.docent.model.compute.DeviceThread;
import org.docent.model.eval.sitting.ModelRespondent;
import org.docent.model.eval.sitting.Sitting;
import org.docent.model.generate.Answerer;

/** Copies of one model, one a device, that sit exams together. Loaded when first needed. */
final class Candidates implements AutoCloseable {

  /** A model on its device. */
  private record Candidate(DeviceThread thread, Answerer answerer) {}

  private final EvalModel model;
  private final List<Candidate> loaded = new ArrayList<>();

  Candidates(EvalModel model) {
    this.model = model;
  }

  /**
   * Has all of them answer until nothing is left.
   *
   * @throws java.util.concurrent.CompletionException with what stopped the first that failed
   */
  void sit(Sitting sitting) {
    if (sitting.open() == 0) {
      return;
    }
    load();
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (Candidate candidate : loaded) {
      all.add(
          candidate
              .thread()
              .submit(
                  () -> {
                    sitting.attend(new ModelRespondent(candidate.answerer()));
                    return null;
                  }));
    }
    CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
  }

  private void load() {
    for (int i = loaded.size(); i < model.devices().size(); i++) {
      DeviceThread thread =
          DeviceThread.start("eval-" + i, model.devices().get(i), model.threads());
      try {
        loaded.add(new Candidate(thread, thread.submit(() -> open(thread)).join()));
      } catch (RuntimeException e) {
        thread.close();
        throw e;
      }
    }
  }

  private Answerer open(DeviceThread thread) {
    return Answerer.open(model.folder(), model.template(), model.aspect(), thread.manager());
  }

  @Override
  public void close() {
    for (Candidate candidate : loaded) {
      candidate
          .thread()
          .submit(
              () -> {
                candidate.answerer().close();
                return null;
              })
          .join();
      candidate.thread().close();
    }
  }
}
