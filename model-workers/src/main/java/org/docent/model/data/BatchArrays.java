package org.docent.model.data;

import java.util.List;
import java.util.stream.LongStream;
import org.docent.model.text.ImageToken;

/** Lays spliced samples out in the flat arrays of a {@link Batch}. */
final class BatchArrays {

  private final List<SplicedSample> samples;
  private final int visualTokens;
  private final int imageSize;
  private final int length;
  private final int images;
  private final long[] tokenIds;
  private final int[] visualPerSample;
  private final int[] responsePerSample;
  private final LongStream.Builder visualRows = LongStream.builder();
  private final LongStream.Builder visualSources = LongStream.builder();
  private final LongStream.Builder responseRows = LongStream.builder();
  private final LongStream.Builder targets = LongStream.builder();
  private final float[] pixels;

  private BatchArrays(List<SplicedSample> samples, int visualTokens, int imageSize) {
    this.samples = samples;
    this.visualTokens = visualTokens;
    this.imageSize = imageSize;
    this.length = Math.max(1, samples.stream().mapToInt(s -> s.layout().length()).max().orElse(1));
    this.images = (int) samples.stream().filter(s -> s.image() != null).count();
    this.tokenIds = new long[samples.size() * length];
    this.visualPerSample = new int[samples.size()];
    this.responsePerSample = new int[samples.size()];
    this.pixels = new float[images * 3 * imageSize * imageSize];
  }

  static BatchArrays of(List<SplicedSample> samples, int visualTokens, int imageSize) {
    BatchArrays arrays = new BatchArrays(samples, visualTokens, imageSize);
    int image = 0;
    for (int b = 0; b < samples.size(); b++) {
      SplicedSample sample = samples.get(b);
      arrays.addTokens(b, sample);
      arrays.addResponse(b, sample);
      if (sample.image() != null) {
        arrays.addImage(b, sample, sample.image(), image++);
      }
    }
    return arrays;
  }

  private void addTokens(int b, SplicedSample sample) {
    long[] ids = sample.inputIds();
    for (int t = 0; t < ids.length; t++) {
      tokenIds[b * length + t] = ids[t] == ImageToken.ID ? 0 : ids[t];
    }
  }

  private void addResponse(int b, SplicedSample sample) {
    long[] labels = sample.labels();
    for (int t = 0; t + 1 < labels.length; t++) {
      if (labels[t + 1] != ImageToken.IGNORED) {
        responseRows.add((long) b * length + t);
        targets.add(labels[t + 1]);
        responsePerSample[b]++;
      }
    }
  }

  private void addImage(int b, SplicedSample sample, ImageTensor image, int n) {
    SampleLayout layout = sample.layout();
    for (int p = 0; p < layout.visualTokens(); p++) {
      visualRows.add((long) b * length + layout.imageStart() + p);
      visualSources.add((long) n * visualTokens + p);
    }
    visualPerSample[b] = layout.visualTokens();
    System.arraycopy(image.chw(), 0, pixels, n * image.chw().length, image.chw().length);
  }

  Batch toBatch(List<SkippedSample> skipped) {
    return new Batch(
        samples.stream().map(SplicedSample::layout).toList(),
        length,
        tokenIds,
        visualRows.build().toArray(),
        visualSources.build().toArray(),
        visualPerSample,
        responseRows.build().toArray(),
        targets.build().toArray(),
        responsePerSample,
        images,
        imageSize,
        pixels,
        BatchFingerprint.of(samples),
        skipped);
  }
}
