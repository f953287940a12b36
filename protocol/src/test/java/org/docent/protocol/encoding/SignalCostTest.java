package org.docent.protocol.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.docent.protocol.settings.Dtype;
import org.docent.protocol.settings.RelationDtype;
import org.junit.jupiter.api.Test;

class SignalCostTest {

  private static final int V = 151_936;
  private static final int D = 2560;
  private static final RowEncoding TOP_64 = new RowEncoding.TopK(64, 1, V);

  @Test
  void aTokenOfHiddenStatesCostsItsNumbers() {
    RowEncoding bf16 = new RowEncoding.Hidden(Dtype.BF16);
    SignalEncoding all = new SignalEncoding(bf16, bf16, new RelationEncoding.Derived(Dtype.BF16));

    SignalCost cost = new SignalCost(all, D, 0);

    assertThat(cost.bytesPerResponseToken()).isEqualTo(5_120);
    assertThat(cost.bytesPerVisualToken(728)).isEqualTo(5_120);
    assertThat(cost.microBatchBytes(1, 10, 728)).isEqualTo(738 * 5_120);
  }

  @Test
  void aTokenOfTheTopSixtyFourCostsAThousandthOfItsLogits() {
    SignalCost cost = new SignalCost(new SignalEncoding(TOP_64, null, null), D, 0);

    assertThat(cost.bytesPerResponseToken()).isEqualTo(64 * 18 / 8 + 2 * 65).isEqualTo(274);
  }

  @Test
  void aTokenOfAllLogitsCostsFourBytesEach() {
    SignalCost cost = new SignalCost(new SignalEncoding(new RowEncoding.Full(V), null, null), D, 0);

    assertThat(cost.bytesPerResponseToken()).isEqualTo(607_744);
  }

  @Test
  void aPackedRelationCostsHalfItsMatrix() {
    SignalCost fp16 = packed(RelationDtype.FP16);
    SignalCost int8 = packed(RelationDtype.INT8);

    assertThat(fp16.bytesPerVisualToken(729)).isEqualTo((729 * 274 + 2 * 266_085 + 4) / 729.0);
    assertThat(int8.bytesPerVisualToken(729)).isEqualTo((729 * 274 + 266_085 + 4) / 729.0);
    assertThat(int8.bytesPerVisualToken(2)).isEqualTo((2 * 274 + 3 + 4) / 2.0);
    assertThatThrownBy(() -> int8.bytesPerVisualToken(0)).hasMessageContaining("0 visual tokens");
  }

  @Test
  void aDerivedRelationSendsHiddenStatesBesideTheTopTokens() {
    SignalEncoding mixed =
        new SignalEncoding(TOP_64, TOP_64, new RelationEncoding.Derived(Dtype.FLOAT32));

    SignalCost cost = new SignalCost(mixed, D, 1152);

    assertThat(mixed.needsHead()).isTrue();
    assertThat(cost.bytesPerVisualToken(728)).isEqualTo(274 + 4 * D + 4 * 1152);
  }

  @Test
  void everyTensorOfAPayloadBeginsAtAMultipleOfSixtyFour() {
    SignalCost cost = packed(RelationDtype.INT8);

    // 1 x 144 ids, 1 x 130 masses, 2 x 144, 2 x 130, 3 entries, 1 scale
    assertThat(cost.microBatchBytes(1, 1, 2)).isEqualTo(192 + 192 + 320 + 320 + 64 + 4);
  }

  @Test
  void onlyWhatSendsHiddenStatesNeedsTheHead() {
    RelationEncoding packed = new RelationEncoding.Packed(RelationDtype.FP16, V);

    assertThat(new SignalEncoding(TOP_64, new RowEncoding.Full(V), packed).needsHead()).isFalse();
    assertThat(new SignalEncoding(new RowEncoding.Hidden(Dtype.BF16), null, null).needsHead())
        .isTrue();
  }

  @Test
  void anIdTakesAsManyBitsAsTheVocabularyAsks() {
    assertThat(new RowEncoding.TopK(1, 1, 1).idBits()).isEqualTo(1);
    assertThat(new RowEncoding.TopK(1, 1, 2).idBits()).isEqualTo(1);
    assertThat(new RowEncoding.TopK(1, 1, 256).idBits()).isEqualTo(8);
    assertThat(new RowEncoding.TopK(1, 1, 257).idBits()).isEqualTo(9);
    assertThat(new RowEncoding.TopK(1, 1, V).idBits()).isEqualTo(18);
    assertThat(new RowEncoding.TopK(3, 1, 257).idBytes()).isEqualTo(4);
    assertThatThrownBy(() -> new RowEncoding.TopK(3, 1, 2))
        .hasMessageContaining("must be 1 to the 2 logits");
  }

  private static SignalCost packed(RelationDtype type) {
    return new SignalCost(
        new SignalEncoding(TOP_64, TOP_64, new RelationEncoding.Packed(type, V)), D, 0);
  }
}
