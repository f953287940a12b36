package org.docent.coordinator.forecast;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.docent.protocol.failure.DocentException;

/**
 * A machine's connection to the network.
 *
 * @param name as a person writes it: {@code 10Gbit}
 * @param bitsPerSecond what it is sold as
 */
public record Link(String name, double bitsPerSecond) {

  /** What of a link is counted on; the rest is for headers and other traffic. */
  public static final double USABLE = 0.8;

  private static final Pattern WRITTEN =
      Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([kmg])bit(?:/s)?", Pattern.CASE_INSENSITIVE);

  /** The links that are common. */
  public static final List<Link> COMMON =
      List.of(parse("1Gbit"), parse("10Gbit"), parse("25Gbit"), parse("100Gbit"));

  public Link {
    if (!(bitsPerSecond > 0) || Double.isInfinite(bitsPerSecond)) {
      throw new IllegalArgumentException(
          "link " + name + " has " + bitsPerSecond + " bit/s, must have more than 0");
    }
  }

  /**
   * Reads {@code 10Gbit}, {@code 2.5Gbit}, {@code 100Mbit}.
   *
   * @throws DocentException when it is none of these
   */
  public static Link parse(String text) {
    Matcher written = WRITTEN.matcher(text.strip());
    if (!written.matches() || Double.parseDouble(written.group(1)) == 0) {
      throw DocentException.stop(
          "network is \"%s\", must be a number above 0 with kbit, Mbit or Gbit, as in 10Gbit"
              .formatted(text));
    }
    double unit =
        switch (written.group(2).toLowerCase(Locale.ROOT)) {
          case "k" -> 1e3;
          case "m" -> 1e6;
          default -> 1e9;
        };
    return new Link(text.strip(), unit * Double.parseDouble(written.group(1)));
  }

  /** Samples a second of which each has so many bytes. */
  public double samplesPerSecond(double bytesPerSample) {
    return bytesPerSample > 0
        ? USABLE * bitsPerSecond / Byte.SIZE / bytesPerSample
        : Double.MAX_VALUE;
  }
}
