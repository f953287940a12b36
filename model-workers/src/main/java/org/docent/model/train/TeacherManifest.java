package org.docent.model.train;

import java.nio.file.Files;
import java.nio.file.Path;
import org.docent.model.checkpoint.JsonFile;

/**
 * {@code teacher_manifest.json}: the teacher the weights were trained with, so that a resumed run
 * cannot go on with another.
 *
 * @param fingerprint identity of the teacher's weights; empty before its first signal
 */
record TeacherManifest(String fingerprint) {

  static final String FILE = "teacher_manifest.json";

  void write(Path folder) {
    JsonFile.write(folder.resolve(FILE), this);
  }

  static TeacherManifest read(Path folder) {
    Path file = folder.resolve(FILE);
    return Files.exists(file)
        ? JsonFile.read(file, TeacherManifest.class)
        : new TeacherManifest("");
  }
}
