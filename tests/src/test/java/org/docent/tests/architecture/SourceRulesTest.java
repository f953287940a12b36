package org.docent.tests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What every source file and package must have, over the source trees of all modules. */
class SourceRulesTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final int LONGEST_FILE = 300;
  private static final int LONGEST_TEST = 400;

  private static final List<String> MODULES =
      List.of("protocol", "model-workers", "actors", "coordinator", "tests");

  private static final Pattern LEFTOVER =
      Pattern.compile(
          "\\b(TODO|FIXME|XXX)\\b|@author|^\\s*//\\s*(if|for|return|int|var)\\b.*[;{]$");

  private static List<Path> sources(String tree) {
    return MODULES.stream()
        .map(module -> ROOT.resolve(module).resolve(tree))
        .filter(Files::isDirectory)
        .flatMap(SourceRulesTest::javaFilesBelow)
        .sorted()
        .toList();
  }

  private static Stream<Path> javaFilesBelow(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> linesOf(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void readsTheSourceTrees() {
    assertThat(sources("src/main/java")).hasSizeGreaterThan(100);
    assertThat(sources("src/test/java")).hasSizeGreaterThan(5);
  }

  @Test
  void noFileIsTooLongToRead() {
    Map<String, Integer> tooLong = new TreeMap<>();
    sources("src/main/java").forEach(file -> putIfLonger(tooLong, file, LONGEST_FILE));
    sources("src/test/java").forEach(file -> putIfLonger(tooLong, file, LONGEST_TEST));
    assertThat(tooLong).isEmpty();
  }

  private static void putIfLonger(Map<String, Integer> tooLong, Path file, int limit) {
    int lines = linesOf(file).size();
    if (lines > limit) {
      tooLong.put(ROOT.relativize(file).toString(), lines);
    }
  }

  @Test
  void everyPackageSaysWhatBelongsThereAndIsNullMarked() {
    assertThat(sources("src/main/java").stream().map(Path::getParent).distinct())
        .allSatisfy(
            folder -> {
              Path info = folder.resolve("package-info.java");
              assertThat(info).exists();
              assertThat(String.join("\n", linesOf(info))).contains("/**", "@NullMarked");
            });
  }

  @Test
  void nothingIsLeftForLater() {
    List<String> found =
        Stream.concat(sources("src/main/java").stream(), sources("src/test/java").stream())
            .filter(file -> !file.endsWith(Path.of("SourceRulesTest.java")))
            .flatMap(file -> linesOf(file).stream().filter(LEFTOVER.asPredicate()))
            .toList();
    assertThat(found).isEmpty();
  }

  @Test
  void recognisesWhatIsLeftForLater() {
    assertThat("    // TODO later").matches(LEFTOVER.asPredicate());
    assertThat("    // return x;").matches(LEFTOVER.asPredicate());
    assertThat("    // returns nothing when empty").doesNotMatch(LEFTOVER.asPredicate());
  }
}
