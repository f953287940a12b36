package org.docent.coordinator.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.docent.actors.tls.Tls;
import org.docent.coordinator.cli.client.TlsArguments;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

  @Mixin private TlsArguments tls = new TlsArguments();

  @Override
  public Integer call() {
    Path run = directory.toAbsolutePath().normalize();
    @Nullable Tls own = tls.load();
    return ExitCode.ofFinished(run).orElseGet(() -> LocalRun.resume(run, own).await());
  }
}
