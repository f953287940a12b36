package org.docent.model.storage;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Why a file could not be read or written, in a few words for the middle of a sentence. */
public final class IoReason {

  private IoReason() {}

  /** One line without the file's name; of broken JSON the place and what is wrong there. */
  public static String of(IOException cause) {
    if (cause instanceof JsonProcessingException json) {
      JsonLocation at = json.getLocation();
      String place =
          at == null ? "" : "line %d, column %d: ".formatted(at.getLineNr(), at.getColumnNr());
      return place + firstLine(json.getOriginalMessage());
    }
    if (cause instanceof NoSuchFileException) {
      return "there is no such file or folder";
    }
    if (cause instanceof FileAlreadyExistsException) {
      return "there is a file of that name";
    }
    if (cause instanceof FileNotFoundException) {
      return String.valueOf(cause.getMessage()).replaceFirst("^.*\\((.*)\\)$", "$1");
    }
    if (cause instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (cause instanceof FileSystemException fault && fault.getReason() != null) {
      return fault.getReason();
    }
    return cause instanceof FileSystemException || cause.getMessage() == null
        ? cause.getClass().getSimpleName()
        : firstLine(cause.getMessage());
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("");
  }
}
