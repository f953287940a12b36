package org.docent.model.weights.pickle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.docent.model.weights.pickle.PickleValue.Global;
import org.docent.model.weights.pickle.PickleValue.Storage;
import org.docent.model.weights.pickle.PickleValue.Tensor;
import org.docent.protocol.failure.DocentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PickleMachineTest {

  private static final String STORAGE =
      "(X\7\0\0\0storagectorch\nFloatStorage\nX\1\0\0\0" + "0X\3\0\0\0cpuK\14tQ";
  private static final String TENSOR =
      "ctorch._utils\n_rebuild_tensor_v2\n("
          + STORAGE
          + "K\2K\3K\2\u0086K\2K\1\u0086\u0089ccollections\nOrderedDict\n)RtR";

  @Test
  void findsATensorByItsName() {
    PickleTable table = read("\u0080\2}X\1\0\0\0w" + TENSOR + "sK\7K\7s.");

    Global type = new Global("torch", "FloatStorage");
    assertThat(table.tensors())
        .containsOnlyKeys("w")
        .containsValue(
            new Tensor(new Storage(type, "0", 12), type, 2, List.of(3L, 2L), List.of(2L, 1L)));
    assertThat(table.others()).containsExactly("an entry without a name");
  }

  @Test
  void readsNumbersOfAnySignAndLength() {
    for (String number : List.of("K\5", "M\5\0", "J\5\0\0\0", "\u008a\1\5", "\u008a\3\5\0\0")) {
      assertThat(read(shape(number)).tensors().values())
          .extracting(Tensor::shape)
          .containsExactly(List.of(5L));
    }
    assertThatThrownBy(() -> read(shape("\u008a\1\u00ff")))
        .hasMessageContaining("size or stride that is no whole number from 0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "<80><04>| asks for protocol 4 instead of 2",
        "cos<0a>system<0a>| asks for os.system",
        "c__builtin__<0a>eval<0a>| asks for __builtin__.eval",
        "ctorch<0a>load<0a>| asks for torch.load",
        "ccollections<0a>OrderedDict<0a>}<85>R| asks for an OrderedDict made from a value",
        "ctorch<0a>FloatStorage<0a>)R| asks for a call of torch.FloatStorage",
        "<81>| asks for NEWOBJ (0x81)",
        "<93>| asks for STACK_GLOBAL (0x93)",
        "ios<0a>| asks for INST (0x69)",
        "<ff>| asks for opcode (0xff)",
        "X<ff><ff><ff><ff>| has a string of 4294967295 bytes",
        "X<ff><ff><ff><7f>abc| is cut off",
        "<8a><ff>| is cut off",
        "cabc| is cut off",
        "h<05>| recalls value 5, which was never kept",
        "q<05>| takes a value that is not there",
        "K<01>}<86>| describes no dict",
        "<87>| takes a value that is not there",
        "u| a mark that is not there",
        "}(K<01>u| keys without values",
        "]K<01>K<02>s| sets entries of what is no dict",
        "}K<01>a| appends to what is no list",
        "}Nb| sets attributes of what is no dict",
        "N)R| calls what is no name",
        "NQ| has a storage that is not",
        "ctorch._utils<0a>_rebuild_tensor_v2<0a>)R| has a tensor that is not",
        "ctorch._utils<0a>_rebuild_parameter<0a>)R| has a parameter without a tensor",
        "K| is cut off",
      })
  void refusesByName(String pickle, String said) {
    assertFault(unescaped(pickle) + ".", said);
  }

  @Test
  void isBoundedInDepthValuesAndNames() {
    assertFault("(".repeat(1_001), "nested more than 1000 deep");
    assertFault("N".repeat(1_000_001), "more than 1000000 values");
    assertFault("c" + "x".repeat(300), "a name of more than 200 bytes");
  }

  private static String shape(String number) {
    String sized = TENSOR.replace("K\3K\2\u0086K\2K\1\u0086", number + "\u0085K\1\u0085");
    return "\u0080\2}X\1\0\0\0w" + sized + "s.";
  }

  /** Bytes in angle brackets are hexadecimal. */
  private static String unescaped(String text) {
    return Pattern.compile("<([0-9a-f]{2})>")
        .matcher(text)
        .replaceAll(
            hex ->
                Matcher.quoteReplacement(
                    String.valueOf((char) Integer.parseInt(hex.group(1), 16))));
  }

  private static PickleTable read(String pickle) {
    byte[] bytes = pickle.getBytes(StandardCharsets.ISO_8859_1);
    return PickleMachine.read("weights.bin", ByteBuffer.wrap(bytes));
  }

  private static void assertFault(String pickle, String said) {
    assertThatThrownBy(() -> read(pickle))
        .isInstanceOf(DocentException.class)
        .hasMessageStartingWith("weights.bin: its pickle ")
        .hasMessageContaining(said);
  }
}
