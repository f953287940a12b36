package org.docent.model.eval.sitting;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.docent.model.eval.Exam;
import org.docent.model.eval.ImageCell;
import org.docent.model.eval.ImageFile;
import org.docent.model.eval.ImageReference;
import org.docent.model.eval.Question;
import org.docent.model.store.Sha256;

/**
 * Identity of a model's answers to an exam: of everything they follow from. Answers of one key may
 * stand in for each other, wherever they were given. Of a picture in a file its name and size are
 * in it, not its content.
 *
 * @param hex a SHA-256
 */
public record SittingKey(String hex) {

  /**
   * The key of {@code examinee}'s answers to {@code exam}.
   *
   * @param folder the data folder, which may be another on every machine
   */
  public static SittingKey of(Examinee examinee, Exam exam, Path folder) {
    StringBuilder all = new StringBuilder();
    add(all, examinee.weights());
    add(all, examinee.sizes());
    add(all, examinee.tokenizer());
    add(all, String.valueOf(examinee.end()));
    add(all, examinee.template().toString());
    add(all, examinee.aspect().key());
    add(all, String.valueOf(exam.maxNewTokens()));
    for (Question question : exam.questions()) {
      add(all, question.id().text());
      add(all, question.text());
      add(all, question.recorded());
      add(all, String.valueOf(question.asked()));
      add(all, image(question.image(), folder));
    }
    return new SittingKey(
        Sha256.of(ByteBuffer.wrap(all.toString().getBytes(StandardCharsets.UTF_8))));
  }

  /** Each part behind its length, so that no two lists of parts look alike. */
  private static void add(StringBuilder all, String part) {
    all.append(part.length()).append(':').append(part);
  }

  private static String image(Optional<ImageReference> image, Path folder) {
    if (image.isEmpty()) {
      return "";
    }
    if (image.get() instanceof ImageCell cell) {
      return List.of(cell.start(), cell.length()).toString();
    }
    Path path = ((ImageFile) image.get()).path();
    return folder.relativize(path) + " " + path.toFile().length();
  }

  /** Enough of it for a file's name. */
  public String brief() {
    return hex.substring(0, 12);
  }
}
