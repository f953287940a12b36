package org.docent.model.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.docent.model.data.Batch;
import org.docent.model.data.Golden;
import org.docent.model.data.SampleLayout;
import org.docent.model.text.ImageToken;

/** Samples of case.json as batches: what {@code BatchAssembler} makes of spliced ids and labels. */
final class ParityBatches {

  private final JsonNode samples;
  private final int visualTokens;
  private final int imageSize;
  private final Map<Integer, float[]> pictures = new HashMap<>();

  ParityBatches(JsonNode facts) {
    this.samples = facts.get("samples");
    this.visualTokens = facts.get("visualTokens").asInt();
    this.imageSize = facts.get("imageSize").asInt();
  }

  Batch of(int... chosen) {
    int length = Arrays.stream(chosen).map(i -> ids(i).length).max().orElseThrow();
    long[] tokenIds = new long[chosen.length * length];
    var visualRows = LongStream.builder();
    var visualSources = LongStream.builder();
    var responseRows = LongStream.builder();
    var targets = LongStream.builder();
    List<SampleLayout> layouts = new ArrayList<>();
    List<float[]> images = new ArrayList<>();
    for (int b = 0; b < chosen.length; b++) {
      long[] ids = ids(chosen[b]);
      long[] labels = Golden.longs(samples.get(chosen[b]).get("labels"));
      int visual = 0;
      for (int t = 0; t < ids.length; t++) {
        long row = (long) b * length + t;
        if (ids[t] == ImageToken.ID) {
          visualRows.add(row);
          visualSources.add((long) images.size() * visualTokens + visual++);
        } else {
          tokenIds[(int) row] = ids[t];
        }
        if (t + 1 < ids.length && labels[t + 1] != ImageToken.IGNORED) {
          responseRows.add(row);
          targets.add(labels[t + 1]);
        }
      }
      if (visual > 0) {
        images.add(picture(samples.get(chosen[b]).get("image").asInt()));
      }
      layouts.add(layout(chosen[b], ids, visual));
    }
    return new Batch(
        layouts,
        length,
        tokenIds,
        visualRows.build().toArray(),
        visualSources.build().toArray(),
        layouts.stream().mapToInt(SampleLayout::visualTokens).toArray(),
        responseRows.build().toArray(),
        targets.build().toArray(),
        layouts.stream().mapToInt(SampleLayout::supervised).toArray(),
        images.size(),
        imageSize,
        joined(images),
        0,
        List.of());
  }

  /** Rows of the flattened batch that are not padding. */
  static long[] realRows(Batch batch) {
    var rows = LongStream.builder();
    for (int b = 0; b < batch.size(); b++) {
      for (int t = 0; t < batch.samples().get(b).length(); t++) {
        rows.add((long) b * batch.length() + t);
      }
    }
    return rows.build().toArray();
  }

  private long[] ids(int sample) {
    return Golden.longs(samples.get(sample).get("ids"));
  }

  private SampleLayout layout(int sample, long[] ids, int visual) {
    int start = Arrays.stream(ids).boxed().toList().indexOf(ImageToken.ID);
    int supervised = samples.get(sample).get("responses").asInt();
    return new SampleLayout(sample, "sample-" + sample, ids.length, start, visual, supervised);
  }

  /** The generator of make_parity.py: (3, side, side), b / 127.5 - 1. */
  private float[] picture(int image) {
    return pictures.computeIfAbsent(
        image,
        key -> {
          float[] pixels = new float[3 * imageSize * imageSize];
          long state = 1000L + key;
          for (int i = 0; i < pixels.length; i++) {
            state = (state * 1103515245L + 12345L) % (1L << 31);
            pixels[i] = (float) ((state >> 16 & 255) / 127.5 - 1);
          }
          return pixels;
        });
  }

  private float[] joined(List<float[]> images) {
    int size = 3 * imageSize * imageSize;
    float[] all = new float[images.size() * size];
    for (int i = 0; i < images.size(); i++) {
      System.arraycopy(images.get(i), 0, all, i * size, size);
    }
    return all;
  }
}
