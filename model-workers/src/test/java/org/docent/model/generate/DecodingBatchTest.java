package org.docent.model.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.docent.model.data.Batch;
import org.docent.model.golden.ParityCase;
import org.docent.model.golden.TestDevice;
import org.docent.model.vlm.VisionLanguageModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DecodingBatchTest {

  private static final Sampling DRAWN = new Sampling(0.8, 0.95, 11);

  static Stream<String> names() {
    return ParityCase.names();
  }

  /** One that is decoded: a sample of the case, when it comes and how long it stays. */
  private record Visit(int sample, int from, int tokens, Sampling sampling) {}

  private static final List<Visit> VISITS =
      List.of(
          new Visit(0, 0, 9, Sampling.GREEDY),
          new Visit(1, 0, 3, DRAWN),
          new Visit(0, 2, 12, DRAWN),
          new Visit(1, 4, 1, Sampling.GREEDY),
          new Visit(1, 5, 9, Sampling.GREEDY),
          new Visit(0, 20, 2, Sampling.GREEDY));

  @ParameterizedTest
  @MethodSource("names")
  void aPromptReadInPiecesSaysTheSameAndTheOthersGoOnBetweenThem(String name) {
    TestDevice.run(
        (program, manager) -> {
          ParityCase golden = new ParityCase(program, manager, name);
          try (VisionLanguageModel student = golden.model("student")) {
            Batch prompt = golden.batch(0);
            long afterImage = LongStream.of(prompt.visualRows()).max().orElse(-1) + 1;
            int pieces = Math.toIntExact((prompt.length() - afterImage + 1) / 2);
            assertThat(pieces).isGreaterThan(2);
            var model = new CachedModel(student, manager, 2);
            var batch = new DecodingBatch(model);
            List<Long> first = new ArrayList<>();
            List<Long> second = new ArrayList<>();
            try (SequenceCache one = model.open();
                SequenceCache other = model.open()) {
              batch.join(one, prompt, Sampling.GREEDY, 40, first::add);
              batch.join(other, prompt, Sampling.GREEDY, 9, second::add);

              assertThat(first).hasSize(pieces); // its own, and one between two pieces of the other
              assertThat(second).hasSize(1);
              while (batch.size() > 1) {
                batch.step();
              }
            }
            var alone = GenerationSettings.greedy(9);
            Long[] whole =
                boxed(new TokenGenerator(student, manager).generate(prompt, alone, Set.of()));
            assertThat(first.subList(0, 9)).containsExactly(whole);
            assertThat(second).containsExactly(whole);
          }
        });
  }

  @ParameterizedTest
  @MethodSource("names")
  void sequencesThatComeAndGoSayWhatEachSaysAlone(String name) {
    TestDevice.run(
        (program, manager) -> {
          ParityCase golden = new ParityCase(program, manager, name);
          int[] samples = {0, name.equals("so400m-picture") ? 1 : 2};
          try (VisionLanguageModel student = golden.model("student")) {
            var model = new CachedModel(student, manager);
            var batch = new DecodingBatch(model);
            List<List<Long>> together = new ArrayList<>();
            List<SequenceCache> caches = new ArrayList<>();
            VISITS.forEach(visit -> together.add(new ArrayList<>()));
            int most = 0;
            for (int step = 0; step < 24; step++) {
              for (int i = 0; i < VISITS.size(); i++) {
                Visit visit = VISITS.get(i);
                if (visit.from() == step) {
                  caches.add(model.open());
                  batch.join(
                      caches.get(caches.size() - 1),
                      golden.batch(samples[visit.sample()]),
                      visit.sampling(),
                      visit.tokens(),
                      together.get(i)::add);
                }
              }
              most = Math.max(most, batch.size());
              batch.step();
            }
            caches.forEach(SequenceCache::close);

            assertThat(most).isEqualTo(3);
            assertThat(batch.size()).isZero();
            for (int i = 0; i < VISITS.size(); i++) {
              Visit visit = VISITS.get(i);
              var alone = new GenerationSettings(visit.sampling(), 1, visit.tokens(), List.of());
              assertThat(together.get(i))
                  .containsExactly(
                      boxed(
                          new TokenGenerator(student, manager)
                              .generate(golden.batch(samples[visit.sample()]), alone, Set.of())));
            }
          }
        });
  }

  @Test
  void whatTheCacheHoldsOfAPromptIsNotReadAgain() {
    TestDevice.run(
        (program, manager) -> {
          ParityCase golden = new ParityCase(program, manager, "qwen2-gqa7");
          try (VisionLanguageModel student = golden.model("student")) {
            var model = new CachedModel(student, manager);
            var settings = GenerationSettings.greedy(8);
            var generator = new TokenGenerator(student, manager);
            Batch first = golden.batch(0);
            try (SequenceCache cache = model.open()) {
              List<Long> said = new ArrayList<>();
              generator.generate(cache, first, settings, said::add);
              Batch second = continued(first, said, 17, 18, 19);
              // The last token was chosen but not read.
              assertThat(cache.length()).isEqualTo(first.length() + 7);
              assertThat(cache.common(SequenceCache.ids(second))).isEqualTo(cache.length());

              List<Long> answer = new ArrayList<>();
              generator.generate(cache, second, settings, answer::add);

              assertThat(answer)
                  .containsExactly(boxed(generator.generate(second, settings, Set.of())));
              List<Long> again = new ArrayList<>();
              generator.generate(cache, first, settings, again::add);
              assertThat(again).isEqualTo(said);
            }
          }
        });
  }

  private static Long[] boxed(long[] tokens) {
    return LongStream.of(tokens).boxed().toArray(Long[]::new);
  }

  private static Batch continued(Batch prompt, List<Long> said, long... more) {
    List<Long> ids = new ArrayList<>();
    for (long id : prompt.tokenIdsBT()) {
      ids.add(id);
    }
    ids.addAll(said);
    for (long id : more) {
      ids.add(id);
    }
    long[] all = ids.stream().mapToLong(Long::longValue).toArray();
    return new Batch(
        prompt.samples(),
        all.length,
        all,
        prompt.visualRows(),
        prompt.visualSources(),
        prompt.visualRowsPerSample(),
        prompt.responseRows(),
        prompt.responseTargets(),
        prompt.responseRowsPerSample(),
        prompt.images(),
        prompt.imageSize(),
        prompt.pixelsNCHW(),
        0,
        List.of());
  }
}
