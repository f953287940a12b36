package org.docent.coordinator.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintWriter;
import java.util.List;
import org.docent.coordinator.cli.client.DrainCommand;
import org.docent.coordinator.cli.client.StatusCommand;
import org.docent.coordinator.cli.client.StopCommand;
import org.docent.coordinator.cli.launch.ClusterCommand;
import org.docent.protocol.teacher.CodeVersion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The {@code docent} command. Exit code 0 is success, 1 a failure said in one sentence, 2 a wrong
 * call.
 */
@Command(
    name = "docent",
    version = "docent " + CodeVersion.DOCENT,
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    sortOptions = false,
    description =
        "Distils a large multimodal model into a small one, on as many machines as there are.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      QuickstartCommand.class,
      TrainCommand.class,
      ResumeCommand.class,
      CaptureCommand.class,
      ClusterCommand.class,
      NodeCommand.class,
      StatusCommand.class,
      DrainCommand.class,
      StopCommand.class,
      ValidateCommand.class,
      PlanCommand.class,
      InspectCommand.class,
      InferCommand.class,
      ChatCommand.class,
      EvalCommand.class,
      ServeCommand.class,
      ExportCommand.class,
      BenchCommand.class,
      SimulateCommand.class
    })
public final class Main implements Runnable {

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "More log lines, and stack traces with errors.")
  private boolean debug;

  @Spec private CommandSpec spec = CommandSpec.create();

  public static void main(String[] args) {
    if (List.of(args).contains("--debug")) {
      System.setProperty("DOCENT_LOG_LEVEL", "DEBUG"); // before anything logs
    }
    System.exit(run(args));
  }

  /** Runs one command in this process, with its standard outputs, and returns its exit code. */
  public static int run(String... args) {
    return run(
        new PrintWriter(System.out, /* autoFlush= */ true, UTF_8),
        new PrintWriter(System.err, /* autoFlush= */ true, UTF_8),
        args);
  }

  /**
   * Runs one command in this process and returns its exit code.
   *
   * @param out for what the command answers
   * @param err for the sentence that says why it failed
   */
  public static int run(PrintWriter out, PrintWriter err, String... args) {
    Main main = new Main();
    return new CommandLine(main)
        .setOut(out)
        .setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler((wrong, arguments) -> refuse(wrong))
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> main.report(failure, command.getErr()))
        .execute(args);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "no command is given");
  }

  private static int refuse(ParameterException wrong) {
    CommandLine command = wrong.getCommandLine();
    String said = String.valueOf(wrong.getMessage()).lines().findFirst().orElse("");
    String name = command.getCommandSpec().qualifiedName();
    command.getErr().printf("docent: %s; %s --help says what there is%n", said, name);
    command.getErr().flush();
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  private int report(Exception failure, PrintWriter err) {
    err.println("docent: " + Failures.sentence(failure));
    if (debug) {
      failure.printStackTrace(err);
    }
    err.flush();
    return 1;
  }
}
