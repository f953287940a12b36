package org.docent.model.text;

import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which tokens of a conversation are targets, by TinyLLaVA's rule: the prompt is cut at the end
 * token; of each round the instruction is ignored up to, but not including, the separator's last
 * space, which usually merges into the answer's first word.
 *
 * <p>Each round is tokenised twice more to find its lengths, about three times the cost of the ids
 * alone; counting is the original's way and keeps its results where pieces tokenise differently
 * alone and joined.
 */
final class RoundLabels {

  private static final Logger log = LoggerFactory.getLogger(RoundLabels.class);

  private final TextTokenizer tokenizer;
  private final String end;
  private final int modelMaxLength;
  private final long padId;
  private final boolean padEnds;

  RoundLabels(TextTokenizer tokenizer, ChatTemplate template, int modelMaxLength) {
    this.tokenizer = tokenizer;
    this.end = template.end();
    this.modelMaxLength = modelMaxLength;
    this.padId = template.isPretrain() ? -1 : tokenizer.pad();
    this.padEnds = !template.isPretrain() && padId == tokenizer.idOf(end);
  }

  long[] label(String prompt, long[] ids, String origin) {
    long[] labels = ids.clone();
    int covered = maskInstructions(labels, PythonText.split(prompt, end));
    Arrays.fill(labels, Math.min(covered, labels.length), labels.length, ImageToken.IGNORED);
    long present = Arrays.stream(ids).filter(id -> id != padId).count();
    if (padEnds) {
      present += PythonText.count(prompt, end);
    }
    if (covered < modelMaxLength && covered != present) {
      log.warn(
          "{}: the rounds have {} tokens but the prompt has {}; nothing of it is supervised."
              + " Its text may hold a separator or an end token.",
          origin,
          covered,
          present);
      Arrays.fill(labels, ImageToken.IGNORED);
    }
    return labels;
  }

  /** Masks the instruction of each round; returns how many tokens the rounds cover. */
  private int maskInstructions(long[] labels, List<String> rounds) {
    int covered = 0;
    for (String round : rounds) {
      List<String> parts = PythonText.split(round, ChatTemplate.SEPARATOR);
      if (parts.size() != 2) {
        break;
      }
      int instruction = length(parts.get(0) + ChatTemplate.SEPARATOR) - 1;
      int from = Math.min(covered, labels.length);
      int to = Math.min(covered + instruction, labels.length);
      Arrays.fill(labels, from, to, ImageToken.IGNORED);
      covered += length(round) + 1;
    }
    return covered;
  }

  private int length(String text) {
    return ImageToken.encode(tokenizer, text).length;
  }
}
