package org.docent.coordinator.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.LongFunction;
import org.docent.coordinator.simulation.BrokenInvariant;
import org.docent.coordinator.simulation.Scenario;
import org.docent.coordinator.simulation.Simulation;
import org.docent.coordinator.simulation.SimulationResult;
import org.docent.coordinator.simulation.SimulationSweep;
import org.docent.protocol.failure.DocentException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Whole runs through all sorts of trouble, in simulated time. */
@Command(
    name = "simulate",
    description = {
      "Runs the coordinator that runs in a cluster between virtual teachers and students in simulated time: messages are"
          + " lost, late, doubled and reordered, processes die, freeze, are cut off and are there twice, disks are full,"
          + " everything dies at once. Ends with 1 when an invariant breaks, and names the seed.",
      "The same seed gives the same history."
    })
final class SimulateCommand implements Callable<Integer> {

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description = "How many runs, with seeds from --seed on (default: ${DEFAULT-VALUE}).")
  private long seeds = 1;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "The seed, or the first of them (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--teachers",
      paramLabel = "N",
      description = "Teachers of each run; by default one to five, as the seed says.")
  private @Nullable Integer teachers;

  @Option(names = "--trace", description = "Print all that happens, of one seed.")
  private boolean trace;

  @Spec private CommandSpec spec = CommandSpec.create();

  @SuppressWarnings("try") // it is open for as long as the work lasts
  @Override
  public Integer call() {
    if (seeds < 1 || (teachers != null && teachers < 1)) {
      throw DocentException.stop("--seeds and --teachers must be at least 1");
    }
    if (trace && seeds > 1) {
      throw DocentException.stop("--trace prints the history of one seed, leave out --seeds");
    }
    Integer many = teachers;
    LongFunction<Scenario> scenario =
        number -> many == null ? Scenario.of(number) : Scenario.of(number, many);
    return QuietDesks.during(() -> seeds == 1 ? one(scenario.apply(seed)) : many(scenario));
  }

  private int one(Scenario scenario) {
    PrintWriter out = spec.commandLine().getOut();
    try {
      SimulationResult result = Simulation.run(scenario, trace ? out : null);
      out.printf(
          Locale.ROOT,
          "seed %d: %d students and %d teachers finished in %.1f s of their time; %d leases for %d micro-batches, %d coordinators%n",
          scenario.seed(),
          scenario.students(),
          scenario.teachers(),
          result.simulatedMillis() / 1e3,
          result.leases(),
          result.planned(),
          result.coordinators());
      return 0;
    } catch (BrokenInvariant broken) {
      out.printf("seed %d: %s%n", scenario.seed(), broken.getMessage());
      return 1;
    } finally {
      out.flush();
    }
  }

  private int many(LongFunction<Scenario> scenario) {
    PrintWriter out = spec.commandLine().getOut();
    SimulationSweep.Report report = SimulationSweep.run(seed, seeds, scenario);
    report
        .failures()
        .forEach(failure -> out.printf("seed %d: %s%n", failure.seed(), failure.what()));
    out.printf(
        Locale.ROOT,
        "%,d of %,d seeds held to all invariants; %,d leases, %,d coordinators, %,d bad teachers quarantined%n",
        seeds - report.failures().size(),
        seeds,
        report.leases(),
        report.coordinators(),
        report.quarantined());
    out.flush();
    return report.failures().isEmpty() ? 0 : 1;
  }
}
