package org.docent.model.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.docent.model.storage.DurableFile;
import org.docent.model.vlm.Part;
import org.docent.protocol.failure.DocentException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tensors of one part under their plain names, whatever a file calls them. */
final class PartWeights implements WeightSource {

  private static final Logger log = LoggerFactory.getLogger(PartWeights.class);

  private static final int TOLD = 8;

  private record Stored(WeightSource source, String name) {}

  private final String origin;
  private final SortedMap<String, Stored> tensors = new TreeMap<>();

  private PartWeights(String origin) {
    this.origin = origin;
  }

  /**
   * Sorts the tensors of {@code sources} into parts, each source by its own layout. What is in no
   * part or not {@code wanted} is left out with one line in the log.
   */
  static Map<Part, PartWeights> sort(
      String origin, List<WeightSource> sources, Predicate<PartTensor> wanted) {
    Map<Part, PartWeights> parts = new EnumMap<>(Part.class);
    SortedSet<String> ignored = new TreeSet<>();
    for (WeightSource source : sources) {
      ModelLayout layout = ModelLayout.of(source.names());
      for (String name : source.names()) {
        Optional<PartTensor> placed =
            layout.place(name).filter(wanted).filter(tensor -> !isBuffer(tensor.name()));
        if (placed.isEmpty()) {
          ignored.add(name);
          continue;
        }
        parts
            .computeIfAbsent(placed.get().part(), part -> new PartWeights(origin))
            .add(placed.get().name(), new Stored(source, name));
      }
    }
    if (!ignored.isEmpty()) {
      log.info("{}: {}", origin, ignoring(ignored));
    }
    return parts;
  }

  @Override
  public String origin() {
    return origin;
  }

  @Override
  public SortedSet<String> names() {
    return Collections.unmodifiableSortedSet(new TreeSet<>(tensors.keySet()));
  }

  @Override
  public TensorSpec spec(String name) {
    Stored stored = stored(name);
    return stored.source.spec(stored.name).renamed(name);
  }

  @Override
  public ByteBuffer bytes(String name) {
    Stored stored = stored(name);
    return stored.source.bytes(stored.name);
  }

  @Override
  public void copyTo(String name, DurableFile.Sink sink) throws IOException {
    Stored stored = stored(name);
    stored.source.copyTo(stored.name, sink);
  }

  @Override
  public Optional<FileRegion> region(String name) {
    Stored stored = stored(name);
    return stored.source.region(stored.name);
  }

  @Override
  public void close() {
    tensors.values().forEach(stored -> stored.source.close());
  }

  /** What is left out, a module of many tensors as one. */
  static String ignoring(SortedSet<String> names) {
    SortedMap<String, Integer> counts = new TreeMap<>();
    names.forEach(name -> counts.merge(name.replaceFirst("\\..*", ""), 1, Integer::sum));
    List<String> told = new ArrayList<>();
    counts.forEach(
        (module, count) ->
            told.add(names.contains(module) ? module : "%s.* (%d)".formatted(module, count)));
    return "ignored %d tensors that are not of the parts needed here: %s"
            .formatted(
                names.size(), String.join(", ", told.subList(0, Math.min(TOLD, told.size()))))
        + (told.size() > TOLD ? " and more" : "");
  }

  /** Old checkpoints carry values that are computed, not learned. */
  private static boolean isBuffer(String name) {
    return name.endsWith(".position_ids") || name.endsWith(".rotary_emb.inv_freq");
  }

  private void add(String name, Stored stored) {
    Stored other = tensors.put(name, stored);
    if (other != null) {
      throw DocentException.stop(
          "%s: '%s' and '%s' are both the tensor %s; keep one"
              .formatted(origin, other.name, stored.name, name));
    }
  }

  private Stored stored(String name) {
    Stored stored = tensors.get(name);
    if (stored == null) {
      throw DocentException.stop(origin + ": there is no tensor '" + name + "'");
    }
    return stored;
  }
}
