package org.docent.model.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.docent.protocol.failure.DocentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsFileTest {

  private final Path folder;

  SafetensorsFileTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void readsSpecAndBytesOfEveryTensor() throws IOException {
    String header =
        "{'__metadata__':{'format':'pt'},'b':{'dtype':'I64','shape':[],'data_offsets':[0,8]},"
            + "'a':{'dtype':'BF16','shape':[2,1],'data_offsets':[8,12]}}";
    Path file = Fixtures.safetensors(folder.resolve("m.safetensors"), header, 12);

    try (WeightSource opened = SafetensorsFile.open(file)) {
      assertThat(opened.names()).containsExactly("a", "b");
      assertThat(opened.spec("a"))
          .isEqualTo(new TensorSpec("a", ElementType.BF16, new long[] {2, 1}));
      assertThat(opened.spec("b").elementCount()).isEqualTo(1);
      assertThat(opened.bytes("b").remaining()).isEqualTo(8);
      assertThat(opened.bytes("b").isReadOnly()).isTrue();
      assertThat(opened.bytes("b").order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
      assertThatThrownBy(() -> opened.bytes("c"))
          .isInstanceOf(DocentException.class)
          .hasMessage(file + ": there is no tensor 'c'");
    }
  }

  @Test
  void closesTwiceAndLeavesBuffersReadable() throws IOException {
    Path file = folder.resolve("m.safetensors");
    WeightSource source = written(file);
    ByteBuffer bytes = source.bytes("a");
    source.close();
    source.close();
    assertThat(bytes.getFloat(4)).isEqualTo(1);
  }

  @Test
  void readsATensorThatBeginsBeyondTwoGibibytes() throws IOException {
    long big = (2L << 30) + 8;
    String header =
        "{\"big\":{\"dtype\":\"U8\",\"shape\":[%d],\"data_offsets\":[0,%d]},\"last\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[%d,%d]}}"
            .formatted(big, big, big, big + 4);
    Path file = Fixtures.safetensors(folder.resolve("big.safetensors"), header, header.length(), 0);
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.seek(8 + header.length() + big);
      sparse.write(new byte[] {0, 0, (byte) 0x80, 0x3f});
    }

    try (WeightSource opened = SafetensorsFile.open(file)) {
      assertThat(opened.bytes("last").getFloat()).isEqualTo(1);
      assertThatThrownBy(() -> opened.bytes("big"))
          .hasMessageContaining(
              "tensor 'big' has 2147483656 bytes; one tensor may have 2147483647");
    }
  }

  @Test
  void saysThatAFileIsMissing() {
    assertFault(folder.resolve("none.safetensors"), "there is no such file");
  }

  @Test
  void saysThatAFileIsTooShort() throws IOException {
    assertFault(Files.write(folder.resolve("x"), new byte[5]), "has 5 bytes, too few");
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 1", "100000001, 100000001", "-1, 18446744073709551615"})
  void refusesAnAbsurdHeaderLength(long claimed, String said) throws IOException {
    Path file = Fixtures.safetensors(folder.resolve("x"), "{}", claimed, 8);
    assertFault(file, "header length is " + said + " but must be 2 to 100000000 bytes");
  }

  @Test
  void saysThatTheHeaderIsCutOff() throws IOException {
    Path file = Fixtures.safetensors(folder.resolve("x"), "{}", 50, 0);
    assertFault(file, "is cut off: the header needs 58 bytes and the file has 10");
  }

  @Test
  void saysThatADownloadStoppedHalfway() throws IOException {
    Path file = folder.resolve("m.safetensors");
    written(file).close();
    try (RandomAccessFile cut = new RandomAccessFile(file.toFile(), "rw")) {
      cut.setLength(cut.length() - 4);
    }
    assertFault(file, "tensor 'b' is cut off: it ends at data byte 32 and the file has 28");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'a':| header is no valid JSON: ",
        "[]| header is JSON but no object",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},'a':{}}| Duplicate field 'a'",
        "{'a':{'dtype':'F4','shape':[1],'data_offsets':[0,4]}}| tensor 'a' has dtype 'F4'; known are [BOOL, ",
        "{'a':7}| tensor 'a' has dtype ''",
        "{'a':{'dtype':'F32','data_offsets':[0,4]}}| tensor 'a' has no list 'shape'",
        "{'a':{'dtype':'F32','shape':[1.5],'data_offsets':[0,4]}}| tensor 'a' has shape [1.5]; whole numbers",
        "{'a':{'dtype':'F32','shape':[-1],'data_offsets':[0,4]}}| tensor 'a' is impossible: negative size in shape [-1]",
        "{'a':{'dtype':'F32','shape':[4294967296,4294967296],'data_offsets':[0,4]}}| no tensor can hold shape",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0]}}| data_offsets [0]; they must be [begin, end]",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[4,0]}}| data_offsets [4, 0]; they must be",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,3]}}| which is 3 bytes, but F32[1] needs 4",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}| tensor 'a' is cut off: it ends at data byte 8 and the file has 4",
        "{'a':{'dtype':'U8','shape':[3],'data_offsets':[0,3]},'b':{'dtype':'U8','shape':[2],'data_offsets':[2,4]}}| tensor 'b' begins at data byte 2 but 'a' ends at 3",
        "{'a':{'dtype':'U8','shape':[1],'data_offsets':[0,1]},'b':{'dtype':'U8','shape':[2],'data_offsets':[2,4]}}| tensor 'b' begins at data byte 2 but 'a' ends at 1",
        "{'a':{'dtype':'U8','shape':[3],'data_offsets':[0,3]}}| has 1 bytes that belong to no tensor after 'a'",
      })
  void saysInOneSentenceWhatIsWrongWithAHeader(String header, String said) throws IOException {
    Path file = Fixtures.safetensors(folder.resolve("x.safetensors"), header, 4);
    assertFault(file, said);
  }

  private static WeightSource written(Path file) {
    SafetensorsWriter.write(
        file,
        List.of(Fixtures.counting("a", 2, 3), Fixtures.counting("b", 2)),
        SafetensorsWriter.PYTORCH);
    return SafetensorsFile.open(file);
  }

  private static void assertFault(Path file, String said) {
    assertThatThrownBy(() -> SafetensorsFile.open(file).close())
        .isInstanceOf(DocentException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(said)
        .message()
        .satisfies(text -> assertThat(text.getBytes(StandardCharsets.UTF_8)).doesNotContain('\n'));
  }
}
