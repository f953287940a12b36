package org.docent.model.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.docent.model.data.Batch;
import org.docent.model.data.SampleLayout;

/**
 * Batches of random pixels and token ids that lie as the recipe's samples do: text, the picture's
 * visual tokens, text, and the answer, whose every token is a target. The same seed gives the same
 * samples, however they are cut into batches.
 */
final class RandomBatches {

  private final BenchSize size;
  private final SplittableRandom random;

  RandomBatches(BenchSize size, long seed) {
    this.size = size;
    this.random = new SplittableRandom(seed);
  }

  /** A batch of samples with the text of the size. */
  Batch next(int samples) {
    return of(IntStream.range(0, samples).mapToObj(i -> size.text()).toList());
  }

  /** A batch whose samples have between one and four times the text of the size. */
  Batch nextOfVaryingLength(int samples) {
    TextShape text = size.text();
    return of(
        IntStream.range(0, samples)
            .mapToObj(
                i -> new TextShape(text.before(), varying(text.after()), varying(text.response())))
            .toList());
  }

  private int varying(int tokens) {
    return random.nextInt(tokens, 4 * tokens + 1);
  }

  private Batch of(List<TextShape> texts) {
    int visual = size.student().visualTokens();
    int side = size.student().vision().imageSize();
    int length = visual + texts.stream().mapToInt(TextShape::tokens).max().orElse(0);
    List<SampleLayout> layouts = new ArrayList<>();
    long[] ids = new long[texts.size() * length];
    float[] pixels = new float[texts.size() * 3 * side * side];
    LongStream.Builder visualRows = LongStream.builder();
    LongStream.Builder responseRows = LongStream.builder();
    LongStream.Builder targets = LongStream.builder();
    for (int b = 0; b < texts.size(); b++) {
      TextShape text = texts.get(b);
      int end = text.tokens() + visual;
      layouts.add(new SampleLayout(b, "random-" + b, end, text.before(), visual, text.response()));
      for (int t = 0; t < end; t++) {
        boolean picture = t >= text.before() && t < text.before() + visual;
        int row = b * length + t;
        ids[row] = picture ? 0 : random.nextInt(size.student().language().vocabSize());
        if (picture) {
          visualRows.add(row);
        } else if (t >= end - text.response()) {
          responseRows.add(row - 1);
          targets.add(ids[row]);
        }
      }
      draw(pixels, b * 3 * side * side, (b + 1) * 3 * side * side);
    }
    return new Batch(
        layouts,
        length,
        ids,
        visualRows.build().toArray(),
        sources(texts.size(), visual),
        filled(texts.size(), visual),
        responseRows.build().toArray(),
        targets.build().toArray(),
        texts.stream().mapToInt(TextShape::response).toArray(),
        texts.size(),
        side,
        pixels,
        0,
        List.of());
  }

  private static long[] sources(int images, int visual) {
    return LongStream.range(0, (long) images * visual).toArray();
  }

  private static int[] filled(int samples, int count) {
    int[] counts = new int[samples];
    Arrays.fill(counts, count);
    return counts;
  }

  private void draw(float[] pixels, int from, int to) {
    for (int i = from; i < to; i++) {
      pixels[i] = (float) random.nextDouble(-1, 1);
    }
  }
}
