package org.docent.protocol.encoding;

import java.util.ArrayList;
import java.util.List;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.plan.LossWeights;
import org.docent.protocol.settings.Dtype;
import org.docent.protocol.settings.RelationSignal;
import org.docent.protocol.settings.RowSignal;
import org.docent.protocol.settings.RunSettings;
import org.docent.protocol.settings.SignalSettings;
import org.docent.protocol.settings.StageSettings;
import org.docent.protocol.signal.ElementType;
import org.docent.protocol.signal.SignalSection;
import org.docent.protocol.signal.TensorSpec;
import org.jspecify.annotations.Nullable;

/**
 * How a stage's signals are encoded: what teacher and student must agree on before a byte means
 * anything. A term without weight sends nothing.
 *
 * @param responses of L_res
 * @param visuals of L_vis
 * @param relation of L_rel
 */
public record SignalEncoding(
    @Nullable RowEncoding responses,
    @Nullable RowEncoding visuals,
    @Nullable RelationEncoding relation) {

  /**
   * The encoding of a run's stage.
   *
   * @throws DocentException when it needs to know how many logits are compared, which the run has
   *     not settled
   */
  public static SignalEncoding of(RunSettings run, int stage) {
    return of(run.stage(stage), run.teacher().precision().dtype(), run.comparedVocabulary());
  }

  /**
   * The encoding of a stage.
   *
   * @param teacher type of hidden states where the stage names none
   * @param compared logits that are compared; null where it is not known
   * @throws DocentException when a term needs {@code compared}
   */
  public static SignalEncoding of(StageSettings stage, Dtype teacher, @Nullable Integer compared) {
    SignalSettings signals = stage.signals();
    LossWeights weights = stage.weights();
    Dtype own = signals.hiddenDtype();
    Dtype hidden = own == null ? teacher : own;
    return new SignalEncoding(
        weights.res() > 0 ? rows(stage, signals.res(), hidden, compared) : null,
        weights.vis() > 0 ? rows(stage, signals.vis(), hidden, compared) : null,
        weights.rel() > 0 ? relation(stage, hidden, compared) : null);
  }

  private static RowEncoding rows(
      StageSettings stage, RowSignal signal, Dtype hidden, @Nullable Integer compared) {
    return switch (signal) {
      case HIDDEN -> new RowEncoding.Hidden(hidden);
      case FULL -> new RowEncoding.Full(known(stage, compared));
      case TOPK -> {
        int vocabulary = known(stage, compared);
        yield new RowEncoding.TopK(
            Math.min(stage.signals().topK(), vocabulary),
            stage.objective().temperature(),
            vocabulary);
      }
    };
  }

  private static RelationEncoding relation(
      StageSettings stage, Dtype hidden, @Nullable Integer compared) {
    SignalSettings signals = stage.signals();
    return signals.rel() == RelationSignal.DERIVED
        ? new RelationEncoding.Derived(hidden)
        : new RelationEncoding.Packed(signals.relationDtype(), known(stage, compared));
  }

  private static int known(StageSettings stage, @Nullable Integer compared) {
    if (compared == null) {
      throw DocentException.stop(
          "stage.%s.signals sends what depends on compared-vocabulary, which is not set: set it to the number of logits that teacher and student are compared over"
              .formatted(stage.name()));
    }
    return compared;
  }

  /** Whether a student needs the teacher's head to read it. */
  public boolean needsHead() {
    return responses instanceof RowEncoding.Hidden || sendsVisualHidden();
  }

  /** Whether hidden states travel for the visual rows, for whichever term. */
  public boolean sendsVisualHidden() {
    return visuals instanceof RowEncoding.Hidden || relation instanceof RelationEncoding.Derived;
  }

  /** The tensors of a micro-batch of that shape, in the order of its payload. */
  public List<TensorSpec> sections(SignalShape shape) {
    List<TensorSpec> sections = new ArrayList<>();
    if (responses != null) {
      sections.addAll(
          responses.sections(RowGroup.RESPONSE, shape.responseRows(), shape.hiddenWidth()));
    }
    if (visuals != null) {
      sections.addAll(visuals.sections(RowGroup.VISUAL, shape.visualRows(), shape.hiddenWidth()));
    }
    if (relation instanceof RelationEncoding.Derived derived
        && !(visuals instanceof RowEncoding.Hidden)) {
      sections.addAll(
          new RowEncoding.Hidden(derived.type())
              .sections(RowGroup.VISUAL, shape.visualRows(), shape.hiddenWidth()));
    }
    if (relation instanceof RelationEncoding.Packed packed) {
      sections.addAll(packed.sections(shape.visualRowsPerSample()));
    }
    if (shape.featureRows() > 0) {
      sections.add(
          new TensorSpec(
              SignalSection.FEATURES,
              ElementType.FLOAT32,
              shape.featureRows(),
              shape.featureWidth()));
    }
    return sections;
  }

  /** Says everything both sides must have alike: {@code res=hidden(bf16) vis=… rel=…}. */
  public String identity() {
    return "res=%s vis=%s rel=%s".formatted(said(responses), said(visuals), said(relation));
  }

  private static String said(@Nullable Object encoding) {
    return encoding == null ? "none" : encoding.toString();
  }
}
