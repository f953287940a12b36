package org.docent.coordinator.forecast;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.docent.protocol.encoding.RelationEncoding;
import org.docent.protocol.encoding.RowEncoding;
import org.docent.protocol.encoding.SignalEncoding;
import org.docent.protocol.settings.Dtype;
import org.docent.protocol.settings.RelationDtype;
import org.docent.protocol.settings.RelationSignal;
import org.docent.protocol.settings.RowSignal;
import org.docent.protocol.settings.RunSettings;
import org.docent.protocol.settings.SignalSettings;
import org.docent.protocol.settings.StageSettings;
import org.jspecify.annotations.Nullable;

/** The encodings a stage can choose between: its own first, then those worth a comparison. */
public final class Codecs {

  private Codecs() {}

  /**
   * Those of a stage with a teacher, each once.
   *
   * @param run with compared-vocabulary settled
   */
  public static List<Codec> of(RunSettings run, int stage) {
    StageSettings settings = run.stage(stage);
    Dtype teacher = run.teacher().precision().dtype();
    Map<SignalEncoding, Codec> codecs = new LinkedHashMap<>();
    SignalEncoding own = SignalEncoding.of(run, stage);
    codecs.put(own, codec(own, teacher, /* configured= */ true));
    for (SignalSettings signals : choices(settings.signals().topK())) {
      SignalEncoding encoding =
          SignalEncoding.of(with(settings, signals), teacher, run.comparedVocabulary());
      codecs.putIfAbsent(encoding, codec(encoding, teacher, /* configured= */ false));
    }
    return List.copyOf(codecs.values());
  }

  private static List<SignalSettings> choices(int topK) {
    List<SignalSettings> choices = new ArrayList<>();
    for (Dtype type : Dtype.values()) {
      choices.add(
          signals(RowSignal.HIDDEN, RelationSignal.DERIVED, type, topK, RelationDtype.FP16));
    }
    for (RelationDtype type : RelationDtype.values()) {
      choices.add(signals(RowSignal.TOPK, RelationSignal.PACKED, Dtype.BF16, topK, type));
    }
    choices.add(
        signals(RowSignal.TOPK, RelationSignal.DERIVED, Dtype.BF16, topK, RelationDtype.FP16));
    choices.add(
        signals(RowSignal.FULL, RelationSignal.PACKED, Dtype.BF16, topK, RelationDtype.FP16));
    return choices;
  }

  private static SignalSettings signals(
      RowSignal rows, RelationSignal relation, Dtype hidden, int topK, RelationDtype packed) {
    return new SignalSettings(rows, rows, relation, hidden, topK, packed);
  }

  private static StageSettings with(StageSettings stage, SignalSettings signals) {
    return new StageSettings(
        stage.name(),
        stage.data(),
        stage.tuning(),
        stage.objective(),
        stage.optimizer(),
        stage.schedule(),
        stage.batch(),
        stage.saving(),
        signals);
  }

  private static Codec codec(SignalEncoding encoding, Dtype teacher, boolean configured) {
    return new Codec(nameOf(encoding), Fidelity.of(encoding, teacher), configured, encoding);
  }

  /** {@code hidden float32}, {@code topk 64, packed int8}, {@code res topk 64, vis full}. */
  private static String nameOf(SignalEncoding encoding) {
    StringJoiner name = new StringJoiner(", ");
    String res = nameOf(encoding.responses());
    String vis = nameOf(encoding.visuals());
    if (res != null && (vis == null || vis.equals(res))) {
      name.add(res);
    } else if (vis != null) {
      name.add(res == null ? vis : "res %s, vis %s".formatted(res, vis));
    }
    RelationEncoding relation = encoding.relation();
    if (relation instanceof RelationEncoding.Packed packed) {
      name.add("packed " + packed.type().key());
    } else if (relation instanceof RelationEncoding.Derived derived
        && !(encoding.visuals() instanceof RowEncoding.Hidden)) {
      name.add("derived " + derived.type().key());
    }
    return name.toString();
  }

  private static @Nullable String nameOf(@Nullable RowEncoding rows) {
    if (rows instanceof RowEncoding.Hidden hidden) {
      return "hidden " + hidden.type().key();
    }
    if (rows instanceof RowEncoding.TopK topK) {
      return "topk " + topK.k();
    }
    return rows == null ? null : "full";
  }
}
