package org.docent.tests.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A benchmark's files of tests/golden/make_benchmarks.py, unpacked, with real pictures where its
 * questions look for them.
 */
public record BenchmarkFiles(Path folder) {

  private static final Path ZIPS =
      Path.of("..", "model-workers", "src", "test", "resources", "golden", "benchmarks");

  /** Unpacks those of {@code benchmark} into {@code folder}. */
  public static BenchmarkFiles unpack(String benchmark, Path folder) throws IOException {
    try (FileSystem zip = FileSystems.newFileSystem(ZIPS.resolve(benchmark + ".zip"));
        Stream<Path> tree = Files.walk(zip.getPath("/"))) {
      for (Path each : tree.toList()) {
        Path target = folder.resolve(each.toString().substring(1));
        if (Files.isDirectory(each)) {
          Files.createDirectories(target);
        } else {
          Files.copy(each, target);
        }
      }
    }
    BenchmarkFiles files = new BenchmarkFiles(folder);
    files.addPictures();
    return files;
  }

  private void addPictures() throws IOException {
    List<Path> pictures;
    try (Stream<Path> all = Files.list(GoldenFixture.file("data/images"))) {
      pictures = all.filter(Files::isRegularFile).sorted().toList();
    }
    int next = 0;
    for (JsonNode question : expected("questions.json")) {
      if (question.path("image").isTextual()) {
        Path image = data().resolve(question.path("image").asText());
        if (!Files.exists(image)) {
          Files.createDirectories(image.resolveSibling("."));
          Files.copy(pictures.get(next++ % pictures.size()), image);
        }
      }
    }
  }

  /** What --data-dir is. */
  public Path data() {
    return folder.resolve("data");
  }

  /** The picture of question {@code index}. */
  public Path image(int index) {
    return data().resolve(expected("questions.json").path(index).path("image").asText());
  }

  /** An answers file of the original scripts' form. */
  public Path answers() {
    return folder.resolve("expected/answers.jsonl");
  }

  /** What must come of them: {@code questions.json} and the like. */
  public JsonNode expected(String name) {
    return GoldenFixture.json(folder.resolve("expected").resolve(name));
  }
}
