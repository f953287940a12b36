package org.docent.coordinator.cli;

import static org.docent.coordinator.cli.quickstart.QuickstartReport.DISTILLED;
import static org.docent.coordinator.cli.quickstart.QuickstartReport.TEACHER;
import static org.docent.coordinator.cli.quickstart.QuickstartReport.UNDISTILLED;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.docent.coordinator.cli.quickstart.Demonstration;
import org.docent.coordinator.cli.quickstart.LossCurves;
import org.docent.coordinator.cli.quickstart.LossSeries;
import org.docent.coordinator.cli.quickstart.QuickstartData;
import org.docent.coordinator.cli.quickstart.QuickstartFiles;
import org.docent.coordinator.cli.quickstart.QuickstartModels;
import org.docent.coordinator.cli.quickstart.QuickstartReport;
import org.docent.coordinator.cli.quickstart.QuickstartRuns;
import org.docent.coordinator.cli.quickstart.RunMetrics;
import org.docent.coordinator.cli.quickstart.Score;
import org.docent.coordinator.run.MetricsLog;
import org.docent.coordinator.run.RunOutcome;
import org.docent.model.storage.DurableFile;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.settings.LoadedRun;
import org.docent.protocol.settings.RunSettings;
import org.docent.protocol.settings.SettingsLoader;

/**
 * The quickstart's work: data, teacher, text base, the student without and with the teacher,
 * scores. Four ordinary runs; two at a time, since two cores are what most machines have.
 */
final class QuickstartJob {

  /** Held-out questions that the finished student is asked, of different kinds and pictures. */
  private static final List<Integer> DEMONSTRATED = List.of(0, 506, 1012);

  private final QuickstartOptions options;
  private final Path folder;
  private final PrintWriter out;
  private final InstantSource clock = InstantSource.system();
  private final Instant began = clock.instant();

  QuickstartJob(QuickstartOptions options, PrintWriter out) {
    this.options = options;
    this.folder = options.folder();
    this.out = out;
  }

  QuickstartReport run() {
    say("writing pictures, conversations and untrained models");
    QuickstartFiles files =
        QuickstartData.write(folder.resolve("data"), options.dataSeed(), options.labelNoise());
    QuickstartModels models = QuickstartModels.write(folder.resolve("models"), options.seed());
    QuickstartRuns runs = new QuickstartRuns(files, models, options.seed());

    say("training the teacher on clean labels, and the student's language model on texts");
    CompletableFuture<RunSettings> base = start("base", runs.base(folder.resolve("base")));
    RunSettings teacher = start(TEACHER, runs.teacher(folder.resolve(TEACHER))).join();
    Path basis = model(base.join());

    say(
        "training the student on its few labels: alone, and with "
            + options.teachers()
            + " teacher workers");
    CompletableFuture<RunSettings> alone =
        start(UNDISTILLED, runs.undistilled(folder.resolve(UNDISTILLED), basis));
    RunSettings distilled =
        start(
                DISTILLED,
                runs.distilled(
                    folder.resolve(DISTILLED), basis, model(teacher), options.teachers()))
            .join();
    RunSettings undistilled = alone.join();

    say("asking 1,500 held-out questions of each");
    try (QuickstartExam exam = new QuickstartExam(files)) {
      List<Score> scores = new ArrayList<>();
      scores.add(exam.score(TEACHER, "final", model(teacher)));
      scores.addAll(afterEachStage(exam, UNDISTILLED, undistilled));
      scores.addAll(afterEachStage(exam, DISTILLED, distilled));
      List<Demonstration> asked =
          DEMONSTRATED.stream().map(record -> exam.ask(model(distilled), record)).toList();
      return new QuickstartReport(
          options.dataSeed(),
          options.seed(),
          options.labelNoise(),
          Duration.between(began, clock.instant()),
          scores,
          charts(undistilled, distilled),
          paths(files, teacher, undistilled, distilled),
          asked);
    }
  }

  /** Starts one ordinary run from its configuration, kept beside the others as a file. */
  private CompletableFuture<RunSettings> start(String name, String configuration) {
    Path conf = folder.resolve(name + ".conf");
    DurableFile.write(conf, configuration.getBytes(StandardCharsets.UTF_8));
    LoadedRun run = SettingsLoader.load(conf, List.of());
    LocalRun started = LocalRun.begin(run, null);
    return CompletableFuture.supplyAsync(
        () -> {
          if (started.outcome() instanceof RunOutcome.Finished) {
            return run.settings();
          }
          throw DocentException.stop(
              "the quickstart's run %s did not finish: %s".formatted(name, started.outcome()));
        });
  }

  private static List<Score> afterEachStage(QuickstartExam exam, String name, RunSettings run) {
    RunDirectory directory = RunDirectory.of(run);
    return IntStream.range(0, run.stages().size())
        .mapToObj(
            stage ->
                exam.score(
                    name, run.stage(stage).name(), directory.stageEnd(run, stage).orElseThrow()))
        .toList();
  }

  private Map<String, Path> charts(RunSettings undistilled, RunSettings distilled) {
    Map<String, Path> charts = new LinkedHashMap<>();
    RunMetrics alone = metrics(undistilled);
    RunMetrics taught = metrics(distilled);
    charts.put(
        "L_reg of both students",
        chart(
            "reg.png",
            "L_reg",
            List.of(
                alone.series("reg", UNDISTILLED, LossCurves.SMOOTHING_STEPS),
                taught.series("reg", DISTILLED, LossCurves.SMOOTHING_STEPS))));
    charts.put(
        "The four terms of the distilled student",
        chart(
            "terms.png",
            "distilled student",
            List.of(
                taught.series("reg", "L_reg", LossCurves.SMOOTHING_STEPS),
                taught.series("res", "L_res", LossCurves.SMOOTHING_STEPS),
                taught.series("vis", "L_vis", LossCurves.SMOOTHING_STEPS),
                taught.series("rel", "L_rel", LossCurves.SMOOTHING_STEPS))));
    return charts;
  }

  private Path chart(String file, String title, List<Optional<LossSeries>> series) {
    Path png = folder.resolve(file);
    LossCurves.write(png, title, series.stream().flatMap(Optional::stream).toList());
    return png;
  }

  private Map<String, Path> paths(
      QuickstartFiles files, RunSettings teacher, RunSettings undistilled, RunSettings distilled) {
    Map<String, Path> paths = new LinkedHashMap<>();
    paths.put("data", files.folder());
    paths.put(TEACHER, model(teacher));
    paths.put("undistilled student", model(undistilled));
    paths.put("distilled student", model(distilled));
    return paths;
  }

  private static RunMetrics metrics(RunSettings run) {
    return RunMetrics.read(run.outputDir().resolve(MetricsLog.FILE));
  }

  private static Path model(RunSettings run) {
    return run.outputDir().resolve(RunDirectory.MODEL);
  }

  private void say(String what) {
    out.printf("[%3ds] %s%n", Duration.between(began, clock.instant()).toSeconds(), what);
    out.flush();
  }
}
