package org.docent.model.eval.sitting;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.docent.model.data.AspectRatio;
import org.docent.model.store.Sha256;
import org.docent.model.text.ChatTemplate;
import org.docent.model.text.TextTokenizer;
import org.docent.model.weights.ModelSource;

/**
 * A model and the way it is asked: everything that decides a greedy answer but the question.
 *
 * @param languageModel the name its language model came by; empty if it is not known
 * @param weights identity of the weights that run
 * @param sizes of its parts, as their configurations have them
 * @param tokenizer SHA-256 of its file
 * @param end the token that ends an answer, beside the template's
 */
public record Examinee(
    String languageModel,
    String weights,
    String sizes,
    String tokenizer,
    long end,
    ChatTemplate template,
    AspectRatio aspect) {

  /**
   * Looks at a model folder; reads every weight once and loads none.
   *
   * @throws org.docent.protocol.failure.DocentException naming what is missing, broken or does not
   *     fit, a tokenizer included
   */
  public static Examinee of(Path folder, ChatTemplate template, AspectRatio aspect) {
    try (ModelSource source = ModelSource.open(folder);
        TextTokenizer tokenizer = source.openTokenizer()) {
      source.requireWeights();
      return new Examinee(
          Optional.ofNullable(source.baseNames().language()).map(Examinee::lastPart).orElse(""),
          source.fingerprint(),
          source.config().toString(),
          Sha256.ofFile(tokenizer.file()),
          tokenizer.eos(),
          template,
          aspect);
    }
  }

  private static String lastPart(String name) {
    return name.replaceFirst("[/\\\\]+$", "").replaceFirst("^.*[/\\\\]", "");
  }

  /** One line for a file of results. */
  public String described() {
    return String.format(
        Locale.ROOT,
        "weights %s, tokenizer %s, template %s with system message \"%s\", image-aspect-ratio %s",
        weights,
        tokenizer.substring(0, 12),
        template.key(),
        template.system(),
        aspect.key());
  }
}
