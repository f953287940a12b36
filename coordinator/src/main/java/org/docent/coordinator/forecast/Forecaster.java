package org.docent.coordinator.forecast;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.docent.protocol.encoding.SignalShape;

/**
 * Predicts a stage from its load, the speeds of the two sides and the links.
 *
 * <p>A student goes as fast as it computes or as its link brings signals, whichever is less; it has
 * as many teachers as that takes, each of which goes as fast as it computes or its own link takes
 * signals away, to each student its own. A stage lasts its samples divided by that.
 *
 * @param load what is to be done
 * @param students that pull each signal
 * @param speeds of one teacher and of the slowest student
 * @param links of every machine, one after the other
 * @param headBytes of the teacher's head
 */
public record Forecaster(
    StageLoad load, int students, Speeds speeds, List<Link> links, long headBytes) {

  public Forecaster {
    links = List.copyOf(links);
  }

  /** What comes of each of these codecs, and which to take. */
  public StageForecast of(String stage, List<Codec> codecs) {
    List<CodecForecast> forecasts = codecs.stream().map(this::of).toList();
    return new StageForecast(
        stage,
        load.steps(),
        load.samples(),
        students,
        speeds,
        load.exact(),
        load.measuredSteps(),
        load.measuredSamples(),
        perSample(shape -> (double) Float.BYTES * shape.featureRows() * shape.featureWidth()),
        forecasts,
        links.stream().map(link -> Choice.of(link, forecasts, speeds)).toList());
  }

  private CodecForecast of(Codec codec) {
    double bytes = load.bytesPerSample(codec.encoding());
    return new CodecForecast(
        codec.name(),
        codec.fidelity(),
        codec.configured(),
        bytes,
        bytes * speeds.ofStudent(),
        bytes * students * speeds.ofTeacher(),
        bytes * load.distinct(),
        codec.encoding().needsHead() ? headBytes : 0,
        links.stream().map(link -> reach(link, bytes)).toList());
  }

  private Reach reach(Link link, double bytesPerSample) {
    double network = link.samplesPerSecond(bytesPerSample);
    double reached = Math.min(speeds.ofStudent(), network);
    double perTeacher = Math.min(speeds.ofTeacher(), network / students);
    int teachers = Math.max(1, (int) Math.ceil(reached / perTeacher - 1e-9));
    return new Reach(
        link.name(), reached, teachers, network < speeds.ofStudent(), load.samples() / reached);
  }

  private double perSample(ToDoubleFunction<SignalShape> bytes) {
    return load.shapes().stream().mapToDouble(bytes).sum() / load.measuredSamples();
  }
}
