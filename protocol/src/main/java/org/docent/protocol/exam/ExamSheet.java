package org.docent.protocol.exam;

/**
 * A benchmark as it is put to every model that shares it. Each reads its own files; the key says
 * whether they are the same.
 *
 * @param benchmark its name
 * @param limit how many of its first questions; 0 for all
 * @param conversation name of the template
 * @param system its system message
 * @param aspect how images become square
 * @param key of model, files and all this: who has another gives other answers
 */
public record ExamSheet(
    String benchmark, int limit, String conversation, String system, String aspect, String key) {

  public ExamSheet {
    if (limit < 0) {
      throw new IllegalArgumentException("limit of an exam is " + limit + ", must be at least 0");
    }
  }
}
