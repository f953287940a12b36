package org.docent.model.eval.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.docent.protocol.failure.DocentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TsvTableTest {

  private final Path file;

  TsvTableTest(@TempDir Path folder) {
    this.file = folder.resolve("table.tsv");
  }

  private TsvTable table(String text) throws IOException {
    Files.writeString(file, text);
    return TsvTable.read(file, "image");
  }

  @Test
  void readsQuotesTabsAndLineEndsWithinCells() throws IOException {
    TsvTable table = table("a\tb\n\"x\ty\"\t\"say \"\"hi\"\"\nnow\"\n5' 10\"\t\"q\"z\n");

    assertThat(table.size()).isEqualTo(2);
    assertThat(table.text(0, "a")).contains("x\ty");
    assertThat(table.text(0, "b")).contains("say \"hi\"\nnow");
    assertThat(table.text(1, "a")).contains("5' 10\"");
    assertThat(table.text(1, "b")).contains("qz");
    assertThat(table.line(1)).isEqualTo(4);
  }

  @Test
  void readsEveryKindOfLineEndAByteOrderMarkAndBlankLines() throws IOException {
    TsvTable table = table("\ufeffa\tb\r\n1\t2\r\n\r\n3\t4\r5\t6");

    assertThat(table.columns()).containsExactly("a", "b");
    assertThat(table.size()).isEqualTo(3);
    assertThat(table.text(1, "b")).contains("4");
    assertThat(table.text(2, "b")).contains("6");
  }

  @Test
  void takesForEmptyWhatPandasTakes() throws IOException {
    TsvTable table = table("a\tb\tc\nNaN\tnone\n");

    assertThat(table.text(0, "a")).isEmpty();
    assertThat(table.text(0, "b")).contains("none");
    assertThat(table.text(0, "c")).as("a row that is too short").isEmpty();
    assertThat(table.text(0, "d")).as("a column that is not there").isEmpty();
  }

  @Test
  void leavesLongPicturesInTheFile() throws IOException {
    String picture = "QUJD".repeat(30);
    TsvTable table =
        table("é\timage\tb\n1\t" + picture + "\tx\n2\t1\ty\n3\t\"" + picture + "\"\tz\n");

    TsvReader.Cell cell = table.longCell(0, "image").orElseThrow();
    TsvReader.Cell quoted = table.longCell(2, "image").orElseThrow();

    assertThat(at(cell)).isEqualTo(picture);
    assertThat(at(quoted)).isEqualTo(picture);
    assertThat(cell.text()).isEmpty();
    assertThat(table.longCell(1, "image")).isEmpty();
    assertThat(table.text(1, "image")).contains("1");
    assertThat(table.text(2, "b")).contains("z");
  }

  private String at(TsvReader.Cell cell) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    return new String(bytes, (int) cell.start(), cell.length(), StandardCharsets.UTF_8);
  }

  @Test
  void namesTheLineOfARowThatIsTooLong() {
    assertThatThrownBy(() -> table("a\tb\n1\t2\n1\t2\t3\n"))
        .isInstanceOf(DocentException.class)
        .hasMessage(file + ", line 3: it has 3 cells, but there are 2 columns.");
    assertThatThrownBy(() -> table(""))
        .isInstanceOf(DocentException.class)
        .hasMessage(file + " is empty.");
  }
}
