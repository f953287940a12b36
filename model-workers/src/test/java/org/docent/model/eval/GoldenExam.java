package org.docent.model.eval;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.docent.model.data.Golden;

/**
 * A benchmark's files of tests/golden/make_benchmarks.py, unpacked, with what must come of them.
 */
public record GoldenExam(Path folder) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Unpacks the zip of {@code benchmark} below {@code temporary}. */
  public static GoldenExam unpack(String benchmark, Path temporary) throws IOException {
    Path zip = Golden.file("benchmarks/" + benchmark + ".zip");
    try (InputStream file = Files.newInputStream(zip);
        ZipInputStream entries = new ZipInputStream(file)) {
      for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
        Path target = temporary.resolve(entry.getName());
        if (entry.isDirectory()) {
          Files.createDirectories(target);
        } else {
          Files.createDirectories(target.getParent());
          Files.write(target, entries.readAllBytes());
        }
      }
    }
    return new GoldenExam(temporary);
  }

  public Path data() {
    return folder.resolve("data");
  }

  public Path expected(String name) {
    return folder.resolve("expected").resolve(name);
  }

  /** {@code question.json} and the like. */
  public JsonNode json(String name) throws IOException {
    return JSON.readTree(Files.readString(expected(name), StandardCharsets.UTF_8));
  }

  /** What the model said, in the questions' order. */
  public List<String> said() throws IOException {
    List<String> said = new ArrayList<>();
    json("said.json").forEach(text -> said.add(text.textValue()));
    return said;
  }
}
