package org.docent.model.distill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.docent.model.compute.TorchProgram;
import org.docent.model.data.Batch;
import org.docent.model.data.SampleLayout;
import org.docent.model.golden.Closeness;
import org.docent.model.golden.GoldenCase;
import org.docent.model.golden.TestDevice;
import org.docent.model.loss.Comparison;
import org.docent.model.loss.DistillationObjective;
import org.docent.model.loss.HeadGradients;
import org.docent.model.loss.OutputHead;
import org.docent.model.loss.RelationTarget;
import org.docent.model.loss.SampleTerms;
import org.docent.model.loss.TeacherTargets;
import org.docent.model.loss.Term;
import org.docent.model.vlm.BatchTensors;
import org.docent.model.vlm.VisionLanguageModel;
import org.docent.protocol.encoding.RelationEncoding;
import org.docent.protocol.encoding.RowEncoding;
import org.docent.protocol.encoding.SignalEncoding;
import org.docent.protocol.failure.Category;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.plan.Divergence;
import org.docent.protocol.plan.LossWeights;
import org.docent.protocol.settings.Dtype;
import org.docent.protocol.settings.ObjectiveSettings;
import org.docent.protocol.settings.RelationDtype;
import org.docent.protocol.signal.SignalHeader;
import org.docent.protocol.signal.SignalHeaderFormat;
import org.docent.protocol.signal.SignalSection;
import org.docent.protocol.signal.TensorSpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Every codec on its whole way: encoded, as bytes, decoded, in the objective. */
class SignalCodecTest {

  private static final MicroBatchId ID = new MicroBatchId(0, 3, 0, 1);

  /** Of the student; the teacher has 48. */
  private static final int V = 40;

  private static final RowEncoding HIDDEN = new RowEncoding.Hidden(Dtype.FLOAT32);
  private static final RowEncoding BF16 = new RowEncoding.Hidden(Dtype.BF16);
  private static final RowEncoding FULL = new RowEncoding.Full(V);
  private static final RelationEncoding DERIVED = new RelationEncoding.Derived(Dtype.FLOAT32);
  private static final RelationEncoding FP16 = new RelationEncoding.Packed(RelationDtype.FP16, V);
  private static final RelationEncoding INT8 = new RelationEncoding.Packed(RelationDtype.INT8, V);

  /** How far losses and gradients may be from those of float32 hidden states. */
  private static double bound(Object encoding) {
    if (encoding.equals(HIDDEN) || encoding.equals(FULL) || encoding.equals(DERIVED)) {
      return 1e-5;
    }
    return encoding.equals(INT8) ? 2e-2 : encoding.equals(BF16) ? 5e-2 : 2e-3;
  }

  @Test
  void everyCombinationComesThroughItsBytes() {
    RowEncoding nearlyAll = new RowEncoding.TopK(V, 1, V);
    TestDevice.run(
        (program, manager) -> {
          Bench bench = new Bench(program, manager, Divergence.FORWARD_KL);
          Learnt exact = bench.learn(new SignalEncoding(HIDDEN, HIDDEN, DERIVED));
          for (RowEncoding res : List.of(HIDDEN, BF16, FULL, nearlyAll)) {
            for (RowEncoding vis : List.of(HIDDEN, BF16, FULL, nearlyAll)) {
              for (RelationEncoding rel : List.of(DERIVED, FP16, INT8)) {
                if (vis.equals(BF16) && rel.equals(DERIVED)) {
                  continue; // both take the same hidden states, of one type
                }
                SignalEncoding encoding = new SignalEncoding(res, vis, rel);
                Learnt learnt = bench.learn(encoding);
                String name = encoding.identity();
                learnt.requireClose(name, Term.REG, exact, 1e-7);
                learnt.requireClose(name, Term.RES, exact, bound(res));
                learnt.requireClose(name, Term.VIS, exact, bound(vis));
                learnt.requireClose(name, Term.REL, exact, bound(rel));
                double worst = Math.max(bound(rel), Math.max(bound(res), bound(vis)));
                assertThat(Closeness.distance(learnt.gradient, exact.gradient))
                    .as(name)
                    .isLessThan(worst);
              }
            }
          }
        });
  }

  @Test
  void logitsGiveWhatHiddenStatesGiveForEveryDivergence() {
    TestDevice.run(
        (program, manager) -> {
          for (Divergence divergence : Divergence.values()) {
            Bench bench = new Bench(program, manager, divergence);
            Learnt hidden = bench.learn(new SignalEncoding(HIDDEN, HIDDEN, DERIVED));
            Learnt full = bench.learn(new SignalEncoding(FULL, FULL, DERIVED));
            for (Term term : Term.values()) {
              full.requireClose(divergence.key(), term, hidden, 1e-5);
            }
            assertThat(Closeness.distance(full.gradient, hidden.gradient)).isLessThan(1e-5);
          }
        });
  }

  @Test
  void fewerTokensTakeLessOfTheDivergence() {
    TestDevice.run(
        (program, manager) -> {
          Bench bench = new Bench(program, manager, Divergence.FORWARD_KL);
          double before = 0;
          for (int k : new int[] {1, 2, 8, 39}) {
            RowEncoding top = new RowEncoding.TopK(k, 1, V);
            double found = bench.learn(new SignalEncoding(top, null, null)).terms.sum(Term.RES);
            // Putting tokens together never makes a divergence larger.
            assertThat(found).as("k = %d", k).isGreaterThan(before);
            before = found;
          }
          double all = bench.learn(new SignalEncoding(HIDDEN, null, null)).terms.sum(Term.RES);
          assertThat(before).isLessThan(all * (1 + 1e-3));
        });
  }

  @Test
  void hiddenStatesTravelOnceForBothTermsOfTheVisualRows() {
    TestDevice.run(
        (program, manager) -> {
          Bench bench = new Bench(program, manager, Divergence.FORWARD_KL);
          SignalHeader both = bench.signal(new SignalEncoding(null, HIDDEN, DERIVED)).header();
          SignalHeader one =
              bench
                  .signal(new SignalEncoding(null, new RowEncoding.TopK(2, 1, V), DERIVED))
                  .header();

          assertThat(both.sections())
              .extracting(TensorSpec::section)
              .containsExactly(SignalSection.VISUAL_HIDDEN);
          assertThat(one.sections())
              .extracting(TensorSpec::section)
              .containsExactly(
                  SignalSection.VISUAL_IDS,
                  SignalSection.VISUAL_MASSES,
                  SignalSection.VISUAL_HIDDEN);
        });
  }

  @Test
  void aBatchWithoutRowsComesThroughToo() {
    Batch skipped =
        new Batch(
            List.of(new SampleLayout(0, "a", 0, -1, 0, 0)),
            1,
            new long[1],
            new long[0],
            new long[0],
            new int[1],
            new long[0],
            new long[0],
            new int[1],
            0,
            30,
            new float[0],
            0,
            List.of());
    TestDevice.run(
        (program, manager) -> {
          OutputHead head = OutputHead.of(program, manager, manager.randomNormal(new Shape(V, 20)));
          TeacherStates states = TeacherStates.of(manager.zeros(new Shape(0, 20)));
          for (RowEncoding rows : List.of(HIDDEN, BF16, FULL, new RowEncoding.TopK(3, 1, V))) {
            for (RelationEncoding relation : List.of(FP16, INT8)) {
              SignalEncoding encoding = new SignalEncoding(rows, rows, relation);
              Signal signal =
                  new SignalEncoder(program, encoding, head, 5).encode(ID, skipped, states, "w");

              TeacherTargets targets =
                  new SignalDecoder(program, encoding).decode(signal, skipped, 20, 0, 0, manager);

              assertThat(signal.header().sections())
                  .filteredOn(spec -> spec.section() != SignalSection.RELATION_SCALES)
                  .allMatch(spec -> spec.bytes() == 0);
              assertThat(targets.responses()).isNotNull();
              assertThat(targets.relation()).isInstanceOf(RelationTarget.Ready.class);
            }
          }
        });
  }

  @Test
  void aSignalOfAnotherEncodingIsRefusedWithBoth() {
    RowEncoding three = new RowEncoding.TopK(3, 1, V);
    TestDevice.run(
        (program, manager) -> {
          Bench bench = new Bench(program, manager, Divergence.FORWARD_KL);
          Signal signal = bench.signal(new SignalEncoding(three, null, null));

          for (RowEncoding other :
              List.of(
                  new RowEncoding.TopK(4, 1, V),
                  new RowEncoding.TopK(3, 2, V),
                  new RowEncoding.TopK(3, 1, V - 1),
                  FULL)) {
            assertThatThrownBy(() -> bench.decode(new SignalEncoding(other, null, null), signal))
                .isInstanceOfSatisfying(
                    DocentException.class,
                    fault -> assertThat(fault.category()).isEqualTo(Category.RETRY))
                .hasMessageContaining("res=topk(k=3, T=1.0, V=40) vis=none rel=none, the student")
                .hasMessageContaining("needs res=" + other);
          }
        });
  }

  @Test
  void aSignalOfAnotherBatchOrOfOtherSizesIsRefused() {
    SignalEncoding all = new SignalEncoding(HIDDEN, HIDDEN, FP16);
    TestDevice.run(
        (program, manager) -> {
          Bench bench = new Bench(program, manager, Divergence.FORWARD_KL);
          Signal signal = bench.signal(all);
          SignalHeader header = signal.header();
          Signal other =
              new Signal(
                  new SignalHeader(ID, 77, "w", header.codec(), header.sections()),
                  signal.payload());
          List<TensorSpec> sections = new ArrayList<>(header.sections());
          TensorSpec first = sections.get(0);
          sections.set(
              0,
              new TensorSpec(first.section(), first.type(), first.rows() / 2, 2 * first.width()));
          Signal turned =
              new Signal(
                  new SignalHeader(ID, header.batchFingerprint(), "w", header.codec(), sections),
                  signal.payload());

          assertRefused(bench, all, other, "read micro-batch 0/3/0.1 differently");
          assertRefused(bench, all, turned, "consists of");
        });
  }

  @Test
  void numbersThatCannotBeAreRefusedWithTheirSection() {
    RowEncoding three = new RowEncoding.TopK(3, 1, V);
    SignalEncoding mixed = new SignalEncoding(three, FULL, FP16);
    TestDevice.run(
        (program, manager) -> {
          Bench bench = new Bench(program, manager, Divergence.FORWARD_KL);

          assertRefused(
              bench,
              mixed,
              damaged(bench.signal(mixed), SignalSection.VISUAL_LOGITS, 0, 0x7F800000, 4),
              "a number that is not finite in VISUAL_LOGITS");
          assertRefused(
              bench,
              mixed,
              damaged(bench.signal(mixed), SignalSection.RELATIONS, 2, 0x7C01, 2),
              "a number that is not finite in RELATIONS");
          assertRefused(
              bench,
              mixed,
              damaged(bench.signal(mixed), SignalSection.RESPONSE_MASSES, 2, 0, 2),
              "a probability that is not greater than 0 in RESPONSE_MASSES");
          assertRefused(
              bench,
              mixed,
              damaged(bench.signal(mixed), SignalSection.RELATION_SCALES, 0, 0x80000000, 4),
              "a scale that is not greater than 0 in RELATION_SCALES");
          assertRefused(
              bench,
              mixed,
              damaged(bench.signal(mixed), SignalSection.RESPONSE_IDS, 0, 0xFF, 1),
              "id 63 after -1 in row 0 of a vocabulary of 40 in RESPONSE_IDS");
        });
  }

  private static void assertRefused(
      Bench bench, SignalEncoding encoding, Signal signal, String message) {
    assertThatThrownBy(() -> bench.decode(encoding, signal))
        .isInstanceOfSatisfying(
            DocentException.class, fault -> assertThat(fault.category()).isEqualTo(Category.RETRY))
        .hasMessageContaining(message);
  }

  private static Signal damaged(
      Signal signal, SignalSection section, int offset, int bits, int bytes) {
    int at = signal.header().offset(section) + offset;
    for (int i = 0; i < bytes; i++) {
      signal.payload().put(at + i, (byte) (bits >>> (8 * i)));
    }
    return signal;
  }

  private record Learnt(SampleTerms terms, NDArray gradient) {
    void requireClose(String name, Term term, Learnt exact, double bound) {
      for (int b = 0; b < terms.samples(); b++) {
        double expected = exact.terms.of(term, b);
        assertThat(terms.of(term, b))
            .as("%s of sample %d with %s", term, b, name)
            .isCloseTo(expected, within(bound * Math.abs(expected) + 1e-7));
      }
    }
  }

  /** A teacher and a student of one golden pair, and a batch with samples of every kind. */
  private static final class Bench {
    private final TorchProgram program;
    private final NDManager manager;
    private final Divergence divergence;
    private final Batch batch;
    private final NDArray hidden;
    private final TeacherStates states;
    private final OutputHead teacher;
    private final OutputHead student;

    Bench(TorchProgram program, NDManager manager, Divergence divergence) throws Exception {
      this.program = program;
      this.manager = manager;
      this.divergence = divergence;
      GoldenCase golden = new GoldenCase(program, manager, "gqa-tied-patch");
      batch = golden.batch();
      VisionLanguageModel teaching = golden.teacher();
      VisionLanguageModel learning = golden.student();
      states = TeacherStates.of(new TeacherForward(teaching).hidden(batch, manager));
      teacher = OutputHead.ofTeacher(program, manager, teaching.head().value(), V);
      student =
          OutputHead.ofStudent(
              program, manager, learning.head().value(), Dtype.FLOAT32, Comparison.withoutHead(V));
      try (BatchTensors tensors = new BatchTensors(program, manager, batch)) {
        hidden = learning.hidden(tensors, manager);
      }
    }

    Signal signal(SignalEncoding encoding) {
      Signal made = new SignalEncoder(program, encoding, teacher, 5).encode(ID, batch, states, "w");
      SignalHeader header = SignalHeaderFormat.decode(SignalHeaderFormat.encode(made.header()));
      ByteBuffer arrived =
          ByteBuffer.allocateDirect(made.payload().remaining()).order(ByteOrder.LITTLE_ENDIAN);
      arrived.put(made.payload().duplicate()).flip();
      return new Signal(header, arrived);
    }

    TeacherTargets decode(SignalEncoding encoding, Signal signal) {
      int width = Math.toIntExact(teacher.matrix().getShape().get(1));
      return new SignalDecoder(program, encoding)
          .decode(signal, batch, encoding.needsHead() ? width : 0, 0, 0, manager);
    }

    Learnt learn(SignalEncoding encoding) {
      Signal signal = signal(encoding);
      NDArray gradient = manager.zeros(hidden.getShape(), DataType.FLOAT32);
      @Nullable OutputHead head = encoding.needsHead() ? teacher : null;
      LossWeights weights =
          new LossWeights(
              1,
              encoding.responses() == null ? 0 : 1,
              encoding.visuals() == null ? 0 : 1,
              encoding.relation() == null ? 0 : 0.5);
      ObjectiveSettings settings =
          new ObjectiveSettings(weights, divergence, divergence.defaultLambda(), 1, 7);
      try (BatchTensors tensors = new BatchTensors(program, manager, batch)) {
        SampleTerms terms =
            new DistillationObjective(program, settings, student, head)
                .evaluate(
                    hidden,
                    tensors,
                    decode(encoding, signal),
                    4,
                    new HeadGradients(gradient, null, null));
        return new Learnt(terms, gradient);
      }
    }
  }
}
