package org.docent.coordinator.cli.quickstart;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.SplittableRandom;
import org.docent.model.storage.Disk;
import org.docent.model.weights.NamedTensor;
import org.docent.model.weights.SafetensorsWriter;

/**
 * The models a quickstart starts from: the vision encoder that ships with it, and an untrained
 * language model and connector each for teacher and student. The connectors start as PyTorch's
 * linear layers do, uniform within one over the square root of the inputs.
 *
 * @param folder what holds all of them
 */
public record QuickstartModels(Path folder) {

  private static final int VISION_WIDTH = 64;
  private static final List<String> VISION_FILES = List.of("config.json", "model.safetensors");

  /** Writes all of them; the same seed gives the same bytes. */
  public static QuickstartModels write(Path folder, long seed) {
    QuickstartModels models = new QuickstartModels(folder);
    SplittableRandom root = new SplittableRandom(seed);
    copyVisionTower(models.visionTower());
    UntrainedLanguageModel.TEACHER.write(models.teacherLanguageModel(), root.split());
    UntrainedLanguageModel.STUDENT.write(models.studentLanguageModel(), root.split());
    writeConnector(models.teacherConnector(), UntrainedLanguageModel.TEACHER.width(), root.split());
    writeConnector(models.studentConnector(), UntrainedLanguageModel.STUDENT.width(), root.split());
    return models;
  }

  /** A SigLIP folder: 56 pixels, patches of 14, width 64, three layers of which two run. */
  public Path visionTower() {
    return folder.resolve("vision-tower");
  }

  /** A Qwen2 folder of 288 k parameters, with the tokenizer. */
  public Path teacherLanguageModel() {
    return folder.resolve("teacher-language-model");
  }

  /** A Qwen2 folder of 51 k parameters, with the tokenizer. */
  public Path studentLanguageModel() {
    return folder.resolve("student-language-model");
  }

  /** Initial weights of the 64-96-96 connector. */
  public Path teacherConnector() {
    return folder.resolve("teacher-connector.safetensors");
  }

  /** Initial weights of the 64-48-48 connector. */
  public Path studentConnector() {
    return folder.resolve("student-connector.safetensors");
  }

  private static void copyVisionTower(Path target) {
    try {
      Files.createDirectories(target);
      for (String name : VISION_FILES) {
        try (InputStream in = QuickstartModels.class.getResourceAsStream("vision/" + name)) {
          if (in == null) {
            throw new IllegalStateException("the class path lacks the resource vision/" + name);
          }
          Files.copy(in, target.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
      }
    } catch (IOException e) {
      throw Disk.failure("write the vision tower into " + target, target, e);
    }
  }

  private static void writeConnector(Path file, int width, SplittableRandom random) {
    double first = 1 / Math.sqrt(VISION_WIDTH);
    double second = 1 / Math.sqrt(width);
    List<NamedTensor> tensors =
        List.of(
            RandomTensor.uniform("0.weight", first, random, width, VISION_WIDTH),
            RandomTensor.uniform("0.bias", first, random, width),
            RandomTensor.uniform("2.weight", second, random, width, width),
            RandomTensor.uniform("2.bias", second, random, width));
    SafetensorsWriter.write(file, tensors, SafetensorsWriter.PYTORCH);
  }
}
