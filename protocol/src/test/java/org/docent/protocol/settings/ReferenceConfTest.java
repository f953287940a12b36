package org.docent.protocol.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReferenceConfTest {

  @Test
  void explainsEveryKey() {
    assertThat(keysWithoutComment(KnownKeys.reference())).isEmpty();
    assertThat(
            keysWithoutComment(
                ConfigFactory.parseString("# said\na { # said\nb = 1\nc = 2 }").root()))
        .as("the check can fail")
        .containsExactly("a.c");
  }

  private static List<String> keysWithoutComment(ConfigObject group) {
    List<String> silent = new ArrayList<>();
    group.forEach(
        (key, value) -> {
          if (value.origin().comments().isEmpty()) {
            silent.add(key);
          }
          if (value instanceof ConfigObject inner) {
            keysWithoutComment(inner).forEach(below -> silent.add(key + "." + below));
          }
        });
    return silent;
  }

  @Test
  void presetsSetOnlyKeysThatAStageHas() {
    KnownKeys.check(KnownKeys.reference());
  }

  @Test
  void countsEditsBetweenWords() {
    assertThat(EditDistance.between("kitten", "sitting")).isEqualTo(3);
    assertThat(EditDistance.between("", "abc")).isEqualTo(3);
    assertThat(EditDistance.between("abc", "")).isEqualTo(3);
    assertThat(EditDistance.between("abc", "abc")).isZero();
  }
}
