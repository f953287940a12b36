package org.docent.coordinator.serve;

import java.time.Duration;
import org.docent.model.data.AddressPolicy;
import org.docent.model.data.ImageDownload;
import org.docent.model.generate.GenerationSettings;

/**
 * How a model is served.
 *
 * @param host address to listen on
 * @param port 0 for any free one
 * @param model name that requests must call it by
 * @param defaults what a request gets that says nothing; {@code maxNewTokens} is also the most it
 *     may ask for, and {@code stops} end every answer
 * @param limits of requests
 * @param addresses from which images are fetched
 */
public record ServeSettings(
    String host,
    int port,
    String model,
    GenerationSettings defaults,
    RequestLimits limits,
    AddressPolicy addresses) {

  /** Of an image behind an address: its host may not keep others waiting for long. */
  static final ImageDownload.Limits FETCH =
      new ImageDownload.Limits(Duration.ofSeconds(10), 20_000_000, 3);

  public ServeSettings {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("port is " + port + ", must be from 0 to 65535");
    }
    if (model.isBlank()) {
      throw new IllegalArgumentException("model-name is empty, must be a name");
    }
    if (defaults.beams() != 1) {
      throw new IllegalArgumentException(
          "num-beams is " + defaults.beams() + ", must be 1: answers are served as they come");
    }
  }
}
