package org.docent.coordinator.cli;

import java.nio.file.Path;
import org.docent.protocol.failure.DocentException;

/**
 * What a person may choose of the quickstart.
 *
 * @param folder where everything goes
 * @param seed of weights and batch order
 * @param dataSeed of pictures and labels
 * @param labelNoise share of the student's labels that are made wrong
 * @param teachers teacher workers
 */
record QuickstartOptions(Path folder, long seed, long dataSeed, double labelNoise, int teachers) {

  QuickstartOptions {
    folder = folder.toAbsolutePath().normalize();
    if (!(labelNoise >= 0 && labelNoise <= 1)) {
      throw DocentException.stop("--label-noise is " + labelNoise + ", must be from 0 to 1");
    }
    if (teachers < 1) {
      throw DocentException.stop("--teachers is " + teachers + ", must be at least 1");
    }
  }
}
