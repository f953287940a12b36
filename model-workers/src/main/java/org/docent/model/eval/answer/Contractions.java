package org.docent.model.eval.answer;

import java.util.HashMap;
import java.util.Map;
import org.docent.model.text.PythonText;

/**
 * The contractions of the VQA evaluation, as its published table has them: a spelling in which just
 * one apostrophe is missing stands for the right one. Words that would be others without theirs
 * (we'd, she'll, we're) are not in the table. Nor are the table's capitals (I'm), since what is
 * looked up is in small letters.
 */
final class Contractions {

  private static final String SPELLINGS =
      """
      ain't aren't can't could've couldn't couldn't've didn't doesn't don't hadn't hadn't've hasn't
      haven't he'd he'd've he's how'd how'll how's isn't it'd it'd've it'll ma'am might've mightn't
      mightn't've must've mustn't needn't not've o'clock oughtn't 'ow's'at shan't she'd've should've
      shouldn't shouldn't've somebody'd've somebody'll somebody's someone'd someone'd've someone'll
      someone's something'd something'd've something'll that's there'd there'd've there're there's
      they'd they'd've they'll they're they've 'twas wasn't we'd've we've weren't what'll what're
      what's what've when's where'd where's where've who'd who'd've who'll who's who've why'll
      why're why's won't would've wouldn't wouldn't've y'all y'all'll y'all'd've you'd you'd've
      you'll you're you've
      """;

  private static final Map<String, String> TABLE = table();

  private Contractions() {}

  /** The right spelling of {@code word}, or the word itself. */
  static String spelled(String word) {
    return TABLE.getOrDefault(word, word);
  }

  private static Map<String, String> table() {
    Map<String, String> table = new HashMap<>();
    for (String right : PythonText.words(SPELLINGS)) {
      for (int at = right.indexOf('\''); at >= 0; at = right.indexOf('\'', at + 1)) {
        table.put(right.substring(0, at) + right.substring(at + 1), right);
      }
    }
    table.put("somebody'd", "somebodyd"); // the other way round in the published table
    return table;
  }
}
