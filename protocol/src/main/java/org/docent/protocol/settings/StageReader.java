package org.docent.protocol.settings;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import org.docent.protocol.plan.Divergence;
import org.docent.protocol.plan.HeldOut;
import org.docent.protocol.plan.LossWeights;
import org.jspecify.annotations.Nullable;

/**
 * One stage from its four layers: the user's stage.NAME, the user's stage-defaults, the preset of
 * stage.NAME, the built-in stage-defaults; the first that sets a key wins.
 */
final class StageReader {

  private final Section stage;
  private final boolean first;

  private StageReader(Section stage, boolean first) {
    this.stage = stage;
    this.first = first;
  }

  /**
   * @param first whether no stage comes before, so that {@code previous} means {@code initial}
   */
  static StageSettings read(String source, ConfigObject user, String name, boolean first) {
    String own = KnownKeys.STAGE + "." + '"' + name + '"';
    ConfigObject merged =
        layer(user, own)
            .withFallback(layer(user, KnownKeys.STAGE_DEFAULTS))
            .withFallback(layer(KnownKeys.reference(), own))
            .withFallback(layer(KnownKeys.reference(), KnownKeys.STAGE_DEFAULTS));
    Section stage = new Section(source, KnownKeys.STAGE + "." + name, merged);
    return new StageReader(stage, first).read(name);
  }

  private static ConfigObject layer(ConfigObject from, String path) {
    return from.toConfig().hasPath(path)
        ? from.toConfig().getObject(path)
        : ConfigFactory.empty().root();
  }

  private StageSettings read(String name) {
    return new StageSettings(
        name,
        stage.checked(this::data),
        stage.checked(this::tuning),
        stage.checked(this::objective),
        stage.checked(this::optimizer),
        stage.checked(this::schedule),
        stage.checked(this::batch),
        stage.checked(this::saving),
        signals(stage.group("signals")));
  }

  private DataSettings data() {
    if (!stage.has("data-path")) {
      throw stage.wrong("data-path", "the path of a LLaVA JSON file");
    }
    return new DataSettings(
        stage.path("data-path"),
        stage.optionalPath("image-folder"),
        stage.word("conv-version", "pretrain", "phi", "qwen2_base", "qwen2_instruct"),
        stage.optionalText("system-message"),
        stage.word("image-aspect-ratio", "square", "pad"),
        stage.word("image-resize", "pillow-13", "pillow-12"),
        stage.integer("model-max-length"),
        stage.flag("shuffle"),
        stage.flag("group-by-modality-length"),
        stage.integer("skip-corrupt-samples"));
  }

  private TuningSettings tuning() {
    return new TuningSettings(
        full("tune-type-connector"),
        full("tune-type-llm"),
        full("tune-type-vision-tower"),
        from("connector-from"),
        from("llm-from"),
        from("vision-tower-from"),
        stage.flag("gradient-checkpointing"));
  }

  private boolean full(String key) {
    return stage.word(key, "full", "frozen").equals("full");
  }

  private String from(String key) {
    String written = stage.text(key);
    return switch (written) {
      case TuningSettings.INITIAL, "base" -> TuningSettings.INITIAL;
      case TuningSettings.PREVIOUS -> first ? TuningSettings.INITIAL : TuningSettings.PREVIOUS;
      default -> fromPath(key, written);
    };
  }

  private String fromPath(String key, String written) {
    if (written.matches("[A-Za-z0-9_-]*")) {
      throw stage.wrong(key, "initial, previous or a path (./NAME for a folder beside you)");
    }
    return stage.path(key).toString();
  }

  private ObjectiveSettings objective() {
    Section weights = stage.group("loss-weights");
    Divergence divergence = Divergence.of(stage.text("divergence"));
    return new ObjectiveSettings(
        new LossWeights(
            weights.weight("reg"),
            weights.weight("res"),
            weights.weight("vis"),
            weights.weight("rel")),
        divergence,
        stage.has("divergence-lambda")
            ? stage.number("divergence-lambda")
            : divergence.defaultLambda(),
        stage.number("temperature"),
        stage.integer("loss-chunk-rows"));
  }

  private OptimizerSettings optimizer() {
    return new OptimizerSettings(
        stage.number("learning-rate"),
        stage.number("weight-decay"),
        stage.number("adam-beta1"),
        stage.number("adam-beta2"),
        stage.number("adam-epsilon"),
        stage.number("max-grad-norm"),
        stage.integer("skip-non-finite-steps"));
  }

  private ScheduleSettings schedule() {
    return new ScheduleSettings(
        stage.word("lr-scheduler-type", "cosine", "linear", "constant"),
        stage.number("warmup-ratio"),
        stage.integer("warmup-steps"),
        stage.number("num-train-epochs"),
        stage.integer("max-steps"));
  }

  private BatchSettings batch() {
    return new BatchSettings(
        stage.integer("per-device-train-batch-size"), stage.integer("gradient-accumulation-steps"));
  }

  private static SignalSettings signals(Section signals) {
    return signals.checked(
        () ->
            new SignalSettings(
                RowSignal.of(signals.word("res", "hidden", "topk", "full")),
                RowSignal.of(signals.word("vis", "hidden", "topk", "full")),
                RelationSignal.of(signals.word("rel", "derived", "packed")),
                signals.has("hidden-dtype")
                    ? Dtype.of(signals.word("hidden-dtype", "float32", "bf16", "bfloat16"))
                    : null,
                signals.integer("top-k"),
                RelationDtype.of(signals.word("relation-dtype", "fp16", "int8"))));
  }

  private SavingSettings saving() {
    return new SavingSettings(
        stage.integer("save-steps"),
        stage.integer("save-total-limit"),
        stage.integer("logging-steps"),
        stage.has("metric-for-best-model") ? bestModel() : null,
        evaluation());
  }

  private BestModelSettings bestModel() {
    String metric =
        stage.word(
            "metric-for-best-model",
            "loss",
            "reg",
            "res",
            "vis",
            "rel",
            HeldOut.LOSS,
            HeldOut.EXACT_MATCH);
    boolean greater =
        stage.has("greater-is-better")
            ? stage.flag("greater-is-better")
            : metric.equals(HeldOut.EXACT_MATCH);
    return new BestModelSettings(metric, greater);
  }

  private @Nullable EvaluationSettings evaluation() {
    int steps = stage.integer("eval-steps");
    if (steps == 0) {
      return null;
    }
    if (!stage.has("eval-data-path")) {
      throw stage.wrong("eval-data-path", "the path of a LLaVA JSON file where eval-steps is set");
    }
    return new EvaluationSettings(steps, stage.path("eval-data-path"));
  }
}
