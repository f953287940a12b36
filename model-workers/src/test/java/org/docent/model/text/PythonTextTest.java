package org.docent.model.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PythonTextTest {

  @Test
  void splitsAsPythonDoesAndKeepsEmptyParts() {
    assertThat(PythonText.split("", "ab")).containsExactly("");
    assertThat(PythonText.split("abxab", "ab")).containsExactly("", "x", "");
    assertThat(PythonText.split("aaa", "aa")).containsExactly("", "a");
    assertThat(PythonText.count("aaaa", "aa")).isEqualTo(2);
  }

  @Test
  void stripsEverythingPythonCallsSpaceAndNothingElse() {
    String spaces = "\t\n\u000b\f\r\u001c\u001d\u001e\u001f \u0085\u00a0\u1680\u2000\u200a";
    assertThat(PythonText.strip(spaces + "a b" + "\u2028\u2029\u202f\u205f\u3000"))
        .isEqualTo("a b");
    assertThat(PythonText.strip("\u200bx\ufeff")).isEqualTo("\u200bx\ufeff");
    assertThat(PythonText.strip(" \u3000 ")).isEmpty();
  }

  @Test
  void stripsOneCharacterFromBothEnds() {
    assertThat(PythonText.strip("..a.b..", '.')).isEqualTo("a.b");
    assertThat(PythonText.strip("...", '.')).isEmpty();
    assertThat(PythonText.strip(" .a", '.')).isEqualTo(" .a");
  }

  @Test
  void findsTheWordsBetweenWhiteSpace() {
    assertThat(PythonText.words("  a\u3000b\n\u200bc ")).containsExactly("a", "b", "\u200bc");
    assertThat(PythonText.words(" \t")).isEmpty();
  }
}
