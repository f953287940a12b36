package org.docent.coordinator.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.docent.actors.tls.Tls;
import org.docent.protocol.settings.SettingsLoader;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Goes on with a run that stopped or was killed. */
@Command(
    name = "resume",
    description = {
      "Goes on from the last committed checkpoint of a run directory.",
      "The result has the same bits as that of a run that never stopped."
    })
final class ResumeCommand implements Callable<Integer> {

  @Parameters(paramLabel = "RUN_DIR", description = "The output-dir of the run.")
  private Path directory = Path.of("");

  @Option(
      names = "--conf",
      paramLabel = "CONF",
      description = "A configuration whose tls keys are this machine's own: a run keeps none.")
  private @Nullable Path conf;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "A setting that wins over --conf; may be given again.")
  private List<String> overrides = List.of();

  @Override
  public Integer call() {
    Path run = directory.toAbsolutePath().normalize();
    Tls tls = Tls.loadIfSet(SettingsLoader.tls(conf, overrides));
    return ExitCode.ofFinished(run).orElseGet(() -> LocalRun.resume(run, tls).await());
  }
}
