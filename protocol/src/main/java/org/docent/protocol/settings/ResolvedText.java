package org.docent.protocol.settings;

import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.docent.protocol.plan.LossWeights;
import org.jspecify.annotations.Nullable;

/**
 * Settings written as HOCON again: each key of reference.conf, every stage complete in itself. The
 * group tls is left out: it is each machine's own.
 */
final class ResolvedText {

  private ResolvedText() {}

  static String of(RunSettings run) {
    Map<String, @Nullable Object> keys = new LinkedHashMap<>();
    keys.put("name", run.id().value());
    keys.put("output-dir", run.outputDir().toString());
    keys.put("seed", run.seed());
    keys.put("stages", run.stages().stream().map(StageSettings::name).toList());
    keys.put("teacher", teacher(run.teacher()));
    putStudents(keys, run.students());
    keys.put("vision-feature-layer", run.vision().featureLayer());
    keys.put("vision-feature-select-strategy", run.vision().featureSelectStrategy());
    keys.put("share-vision-tower", run.vision().sharing().key());
    keys.put("compared-vocabulary", run.comparedVocabulary());
    keys.put("signal-source", run.store().origin().key());
    keys.put("store", store(run.store()));
    Map<String, @Nullable Object> stages = new LinkedHashMap<>();
    run.stages().forEach(stage -> stages.put(stage.name(), stage(stage)));
    keys.put("stage", stages);
    keys.put("work", work(run.work()));
    keys.put("stream", stream(run.stream()));
    keys.put(
        "cluster",
        Map.<String, Object>of("host", run.cluster().host(), "port", run.cluster().port()));
    ManagementSettings management = run.cluster().management();
    keys.put(
        "management", Map.<String, Object>of("host", management.host(), "port", management.port()));
    ConfigRenderOptions options =
        ConfigRenderOptions.defaults().setOriginComments(false).setComments(false).setJson(false);
    return ConfigValueFactory.fromMap(keys).render(options);
  }

  private static Map<String, @Nullable Object> teacher(TeacherSettings teacher) {
    Map<String, @Nullable Object> keys =
        model(teacher.model(), teacher.device(), teacher.precision());
    keys.put("workers", teacher.workers());
    keys.put("random-delay", duration(teacher.randomDelay()));
    keys.put("canary-tolerance", teacher.admission().canaryTolerance());
    keys.put("bit-exact", teacher.admission().bitExact());
    return keys;
  }

  private static void putStudents(
      Map<String, @Nullable Object> keys, List<StudentSettings> students) {
    if (students.size() == 1) {
      Map<String, @Nullable Object> only = student(students.get(0));
      only.put("name", students.get(0).name());
      keys.put(KnownKeys.STUDENT, only);
      keys.put(KnownKeys.STUDENTS, Map.of());
      return;
    }
    Map<String, @Nullable Object> named = new LinkedHashMap<>();
    students.forEach(student -> named.put(student.name(), student(student)));
    keys.put(KnownKeys.STUDENTS, named);
  }

  private static Map<String, @Nullable Object> student(StudentSettings student) {
    Map<String, @Nullable Object> keys =
        model(student.model(), student.device(), student.precision());
    keys.put("seed", student.seed());
    keys.put("layout", student.layout());
    return keys;
  }

  private static Map<String, @Nullable Object> model(
      ModelSettings model, DeviceSettings device, PrecisionSettings precision) {
    Map<String, @Nullable Object> keys = new LinkedHashMap<>();
    keys.put("model-path", path(model.modelPath()));
    keys.put("vision-tower", path(model.visionTower()));
    keys.put("connector", path(model.connector()));
    keys.put("language-model", path(model.languageModel()));
    keys.put("tokenizer", path(model.tokenizer()));
    keys.put("device", device.device());
    keys.put("threads", device.threads());
    Dtype compute = precision.computeDtype();
    keys.put("dtype", precision.dtype().key());
    keys.put("compute-dtype", compute == null ? null : compute.key());
    return keys;
  }

  private static Map<String, @Nullable Object> store(StoreSettings store) {
    Map<String, @Nullable Object> keys = new LinkedHashMap<>();
    keys.put("path", path(store.path()));
    keys.put("write", store.write());
    return keys;
  }

  private static Map<String, @Nullable Object> stage(StageSettings stage) {
    Map<String, @Nullable Object> keys = new LinkedHashMap<>();
    putData(keys, stage.data());
    putTuning(keys, stage.tuning());
    putObjective(keys, stage.objective());
    putOptimizer(keys, stage.optimizer());
    putSchedule(keys, stage.schedule());
    keys.put("signals", signals(stage.signals()));
    keys.put("per-device-train-batch-size", stage.batch().microBatch());
    keys.put("gradient-accumulation-steps", stage.batch().accumulation());
    keys.put("save-steps", stage.saving().saveSteps());
    keys.put("save-total-limit", stage.saving().saveTotalLimit());
    keys.put("logging-steps", stage.saving().loggingSteps());
    putBestModel(keys, stage.saving().bestModel());
    putEvaluation(keys, stage.saving().evaluation());
    return keys;
  }

  private static void putBestModel(
      Map<String, @Nullable Object> keys, @Nullable BestModelSettings best) {
    keys.put("metric-for-best-model", best == null ? null : best.metric());
    keys.put("greater-is-better", best == null ? null : best.greaterIsBetter());
  }

  private static void putEvaluation(
      Map<String, @Nullable Object> keys, @Nullable EvaluationSettings evaluation) {
    keys.put("eval-steps", evaluation == null ? 0 : evaluation.steps());
    keys.put("eval-data-path", evaluation == null ? null : evaluation.dataPath().toString());
  }

  private static void putData(Map<String, @Nullable Object> keys, DataSettings data) {
    keys.put("data-path", data.dataPath().toString());
    keys.put("image-folder", path(data.imageFolder()));
    keys.put("conv-version", data.conversation());
    keys.put("system-message", data.systemMessage());
    keys.put("image-aspect-ratio", data.imageAspectRatio());
    keys.put("image-resize", data.imageResize());
    keys.put("model-max-length", data.modelMaxLength());
    keys.put("shuffle", data.shuffle());
    keys.put("group-by-modality-length", data.groupByModalityLength());
    keys.put("skip-corrupt-samples", data.skipCorruptSamples());
  }

  private static void putTuning(Map<String, @Nullable Object> keys, TuningSettings tuning) {
    keys.put("tune-type-connector", tuneType(tuning.connector()));
    keys.put("tune-type-llm", tuneType(tuning.languageModel()));
    keys.put("tune-type-vision-tower", tuneType(tuning.visionTower()));
    keys.put("connector-from", tuning.connectorFrom());
    keys.put("llm-from", tuning.languageModelFrom());
    keys.put("vision-tower-from", tuning.visionTowerFrom());
    keys.put("gradient-checkpointing", tuning.gradientCheckpointing());
  }

  private static void putObjective(Map<String, @Nullable Object> keys, ObjectiveSettings aim) {
    LossWeights weights = aim.weights();
    keys.put(
        "loss-weights",
        Map.<String, Object>of(
            "reg", weights.reg(),
            "res", weights.res(),
            "vis", weights.vis(),
            "rel", weights.rel()));
    keys.put("divergence", aim.divergence().key());
    keys.put("divergence-lambda", aim.lambda());
    keys.put("temperature", aim.temperature());
    keys.put("loss-chunk-rows", aim.chunkRows());
  }

  private static Map<String, @Nullable Object> signals(SignalSettings signals) {
    Map<String, @Nullable Object> keys = new LinkedHashMap<>();
    Dtype hidden = signals.hiddenDtype();
    keys.put("res", signals.res().key());
    keys.put("vis", signals.vis().key());
    keys.put("rel", signals.rel().key());
    keys.put("hidden-dtype", hidden == null ? null : hidden.key());
    keys.put("top-k", signals.topK());
    keys.put("relation-dtype", signals.relationDtype().key());
    return keys;
  }

  private static void putOptimizer(Map<String, @Nullable Object> keys, OptimizerSettings adamW) {
    keys.put("learning-rate", adamW.learningRate());
    keys.put("weight-decay", adamW.weightDecay());
    keys.put("adam-beta1", adamW.beta1());
    keys.put("adam-beta2", adamW.beta2());
    keys.put("adam-epsilon", adamW.epsilon());
    keys.put("max-grad-norm", adamW.maxGradNorm());
    keys.put("skip-non-finite-steps", adamW.skipNonFiniteSteps());
  }

  private static void putSchedule(Map<String, @Nullable Object> keys, ScheduleSettings schedule) {
    keys.put("lr-scheduler-type", schedule.type());
    keys.put("warmup-ratio", schedule.warmupRatio());
    keys.put("warmup-steps", schedule.warmupSteps());
    keys.put("num-train-epochs", schedule.epochs());
    keys.put("max-steps", schedule.maxSteps());
  }

  private static Map<String, @Nullable Object> work(WorkSettings work) {
    Map<String, @Nullable Object> keys = new LinkedHashMap<>();
    keys.put("run-ahead-micro-batches", work.runAheadMicroBatches());
    keys.put("leases-per-teacher", work.leasesPerTeacher());
    keys.put("outbox-bytes", work.outboxBytes());
    keys.put("lease", duration(work.lease()));
    keys.put("heartbeat", duration(work.heartbeat()));
    keys.put("strikes", work.strikes());
    keys.put("advice-interval", duration(work.adviceInterval()));
    keys.put("min-teachers", work.pool().minTeachers());
    keys.put("drain-timeout", duration(work.pool().drainTimeout()));
    return keys;
  }

  private static Map<String, Object> stream(StreamSettings stream) {
    return Map.of(
        "host", stream.host(),
        "port", stream.port(),
        "chunk-bytes", stream.chunkBytes(),
        "credit-micro-batches", stream.creditMicroBatches(),
        "max-outstanding-bytes", stream.maxOutstandingBytes());
  }

  private static String tuneType(boolean trains) {
    return trains ? "full" : "frozen";
  }

  private static String duration(Duration span) {
    return span.toNanos() + "ns";
  }

  private static @Nullable String path(@Nullable Path path) {
    return path == null ? null : path.toString();
  }
}
