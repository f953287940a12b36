package org.docent.model.eval;

import java.io.IOException;
import java.io.OutputStream;

/**
 * A file of answers in the form a benchmark's server or own script takes.
 *
 * @param folder where LLaVA's scripts put it, below the data folder
 * @param extension of the file, {@code json} or {@code xlsx}; the rest of its name is free
 * @param takenBy who reads it, for a person
 */
public record Submission(String folder, String extension, String takenBy, Content content) {

  /** Writes the file. */
  @FunctionalInterface
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }
}
