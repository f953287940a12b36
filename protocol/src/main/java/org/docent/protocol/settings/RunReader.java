package org.docent.protocol.settings;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.id.RunId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A whole run from what a person wrote, over the built-in values. */
final class RunReader {

  private static final Logger log = LoggerFactory.getLogger(RunReader.class);

  private final String source;
  private final ConfigObject user;
  private final Section root;

  private RunReader(String source, ConfigObject user) {
    this.source = source;
    this.user = user;
    this.root = new Section(source, "", user.withFallback(KnownKeys.reference()));
  }

  /**
   * @param source the file, for error messages
   * @param defaultName the run's name where none is given
   */
  static RunSettings read(String source, ConfigObject user, String defaultName) {
    KnownKeys.check(user);
    return new RunReader(source, user).read(defaultName);
  }

  private RunSettings read(String defaultName) {
    String name = root.has("name") ? root.name("name") : defaultName;
    Path outputDir =
        root.has("output-dir")
            ? root.path("output-dir")
            : Path.of("runs", name).toAbsolutePath().normalize();
    RunSettings run =
        new RunSettings(
            new RunId(name),
            outputDir,
            root.wholeNumber("seed"),
            teacher(root.group("teacher")),
            students(),
            root.checked(this::vision),
            root.has("compared-vocabulary") ? comparedVocabulary() : null,
            root.checked(this::store),
            stages(),
            work(root.group("work")),
            StreamReader.read(root.group("stream")),
            cluster(root.group("cluster"), management(root.group("management"))));
    requireModels(run);
    return run;
  }

  private static TeacherSettings teacher(Section section) {
    return section.checked(
        () ->
            new TeacherSettings(
                model(section),
                device(section),
                precision(section),
                section.integer("workers"),
                section.duration("random-delay"),
                new AdmissionSettings(
                    section.number("canary-tolerance"), section.flag("bit-exact"))));
  }

  /** Those of the group students, each over what the group student says; else that one alone. */
  private List<StudentSettings> students() {
    Section common = root.group(KnownKeys.STUDENT);
    if (!(user.get(KnownKeys.STUDENTS) instanceof ConfigObject named) || named.isEmpty()) {
      return List.of(student(common, common.name("name")));
    }
    Section each = new Section(source, KnownKeys.STUDENTS, named);
    return named.keySet().stream()
        .sorted()
        .map(name -> student(each.group(name, common), name))
        .toList();
  }

  private StudentSettings student(Section section, String name) {
    return section.checked(
        () ->
            new StudentSettings(
                name,
                section.has("seed") ? section.wholeNumber("seed") : root.wholeNumber("seed"),
                model(section),
                device(section),
                precision(section),
                section.word("layout", "hf", "tinyllava", "tinyllava-split")));
  }

  private static ModelSettings model(Section section) {
    return new ModelSettings(
        section.optionalPath("model-path"),
        section.optionalPath("vision-tower"),
        section.optionalPath("connector"),
        section.optionalPath("language-model"),
        section.optionalPath("tokenizer"));
  }

  private static DeviceSettings device(Section section) {
    return new DeviceSettings(section.text("device"), section.integer("threads"));
  }

  private static PrecisionSettings precision(Section section) {
    return new PrecisionSettings(
        dtype(section, "dtype"),
        section.has("compute-dtype") ? dtype(section, "compute-dtype") : null);
  }

  private static Dtype dtype(Section section, String key) {
    return Dtype.of(section.word(key, "float32", "bf16", "bfloat16"));
  }

  private VisionSettings vision() {
    return new VisionSettings(
        root.integer("vision-feature-layer"),
        root.word("vision-feature-select-strategy", "patch", "cls_patch"),
        VisionSharing.of(root.word("share-vision-tower", "auto", "always", "never")));
  }

  private StoreSettings store() {
    Section store = root.group("store");
    return new StoreSettings(
        SignalOrigin.of(root.word("signal-source", SignalOrigin.keys())),
        store.optionalPath("path"),
        store.flag("write"));
  }

  private int comparedVocabulary() {
    int compared = root.integer("compared-vocabulary");
    if (compared < 1) {
      throw root.wrong("compared-vocabulary", "at least 1");
    }
    return compared;
  }

  private List<StageSettings> stages() {
    List<String> names = root.names("stages");
    if (names.isEmpty()) {
      throw root.wrong("stages", "a list of at least one stage");
    }
    Set<String> seen = new HashSet<>();
    List<StageSettings> stages = new ArrayList<>();
    for (String name : names) {
      if (!seen.add(name)) {
        throw root.wrong("stages", "a list that names each stage once; \"" + name + "\" is twice");
      }
      stages.add(StageReader.read(source, user, name, stages.isEmpty()));
    }
    checkUnused(names);
    return stages;
  }

  private void checkUnused(List<String> names) {
    if (user.get(KnownKeys.STAGE) instanceof ConfigObject written
        && KnownKeys.reference().get(KnownKeys.STAGE) instanceof ConfigObject presets) {
      for (String name : written.keySet()) {
        if (!names.contains(name) && !presets.containsKey(name)) {
          ConfigValue unused = written.get(name);
          if (Places.of(unused).equals(UserConfig.COMMAND_LINE)) {
            throw DocentException.stop(
                "%s: stage.%s is not among stages %s, name one of them"
                    .formatted(UserConfig.COMMAND_LINE, name, names));
          }
          log.warn("{}: stage.{} is not among stages {}", Places.of(unused), name, names);
        }
      }
    }
  }

  private static WorkSettings work(Section section) {
    return section.checked(
        () ->
            new WorkSettings(
                section.has("run-ahead-micro-batches")
                    ? section.integer("run-ahead-micro-batches")
                    : null,
                section.integer("leases-per-teacher"),
                section.longBytes("outbox-bytes"),
                section.duration("lease"),
                section.duration("heartbeat"),
                section.integer("strikes"),
                section.duration("advice-interval"),
                new TeacherPoolSettings(
                    section.integer("min-teachers"), section.duration("drain-timeout"))));
  }

  private static ClusterSettings cluster(Section section, ManagementSettings management) {
    return section.checked(
        () -> new ClusterSettings(section.text("host"), section.integer("port"), management));
  }

  private static ManagementSettings management(Section section) {
    return section.checked(
        () -> new ManagementSettings(section.text("host"), section.integer("port")));
  }

  private void requireModels(RunSettings run) {
    for (StudentSettings student : run.students()) {
      if (!student.model().complete()) {
        boolean single = run.students().size() == 1;
        throw noModel(
            single ? KnownKeys.STUDENT : KnownKeys.STUDENTS + "." + student.name(),
            "every run has a student");
      }
    }
    ModelSettings teacher = run.teacher().model();
    for (StageSettings stage : run.stages()) {
      if (!stage.needsTeacher() || run.store().origin() == SignalOrigin.STORE) {
        continue;
      }
      String reason = "stage." + stage.name() + " weighs terms that compare with a teacher";
      if (!teacher.complete()) {
        throw noModel("teacher", reason);
      }
      if (teacher.modelPath() == null && teacher.connector() == null) {
        throw DocentException.stop(
            source
                + ": teacher.connector is not set, must be set beside its parts since "
                + reason);
      }
    }
  }

  private DocentException noModel(String group, String reason) {
    return DocentException.stop(
        String.format(
            "%s: %s.model-path is not set, must name a model folder (or %s.vision-tower and %s.language-model"
                + " its parts): %s",
            source, group, group, group, reason));
  }
}
