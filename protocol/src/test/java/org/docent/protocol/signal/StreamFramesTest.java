package org.docent.protocol.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.id.LeaseEpoch;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.id.TeacherId;
import org.docent.protocol.settings.Dtype;
import org.junit.jupiter.api.Test;

class StreamFramesTest {

  private static final MicroBatchId ID = new MicroBatchId(1, 42, 0, 3);
  private static final SignalHeader HEADER =
      new SignalHeader(
          ID,
          0xFEDCBA9876543210L,
          "w",
          "res=topk(k=3, T=1.0, V=300) vis=hidden(bf16) rel=derived(bf16)",
          List.of(
              new TensorSpec(SignalSection.RESPONSE_IDS, ElementType.UINT8, 5, 4),
              new TensorSpec(SignalSection.RESPONSE_MASSES, ElementType.FLOAT16, 5, 4),
              new TensorSpec(SignalSection.VISUAL_HIDDEN, ElementType.BF16, 7, 16)));

  @Test
  void aPullComesBackAsItWasSent() {
    PullRequest pull =
        PullRequest.signal(new TeacherId("teacher-ä"), ID, new LeaseEpoch(9)).from(4096);

    ByteBuffer frame = pull.encode();

    assertThat(PullRequest.frameBytes(frame)).isEqualTo(frame.remaining());
    assertThat(PullRequest.decode(frame)).isEqualTo(pull);
    assertThat(frame.remaining()).isLessThanOrEqualTo(PullRequest.MAX_BYTES);
  }

  @Test
  void anAnswerComesBackAsItWasSent() {
    PullAnswer answer =
        new PullAnswer(
            PullStatus.OK,
            new LeaseEpoch(9),
            HEADER.payloadBytes(),
            SignalHeaderFormat.encode(HEADER));

    ByteBuffer frame = answer.encode();
    PullAnswer read = PullAnswer.decode(frame);

    assertThat(PullAnswer.frameBytes(frame)).isEqualTo(frame.remaining());
    assertThat(read).isEqualTo(answer);
    assertThat(SignalHeaderFormat.decode(read.head())).isEqualTo(HEADER);
  }

  @Test
  void aRefusalCarriesItsReason() {
    PullAnswer refusal =
        PullAnswer.refusal(PullStatus.OTHER_EPOCH, new LeaseEpoch(4), "held under epoch 4");

    assertThat(PullAnswer.decode(refusal.encode()).reason()).isEqualTo("held under epoch 4");
  }

  @Test
  void theShapeOfAHeadComesBackAsItWasSent() {
    HeadShape shape = new HeadShape(151_936, 2048, Dtype.BF16);

    assertThat(HeadShape.decode(shape.encode())).isEqualTo(shape);
    assertThat(shape.payloadBytes()).isEqualTo(2L * 151_936 * 2048);
    assertThat(new HeadShape(3, 2, Dtype.FLOAT32).payloadBytes()).isEqualTo(24);
  }

  @Test
  void everyFlippedBitOfAPullIsNoticed() {
    byte[] good = PullRequest.signal(new TeacherId("t"), ID, new LeaseEpoch(9)).encode().array();

    for (int bit = 0; bit < good.length * 8; bit++) {
      byte[] bad = good.clone();
      bad[bit / 8] ^= (byte) (1 << (bit % 8));
      ByteBuffer frame = ByteBuffer.wrap(bad);

      assertThatThrownBy(() -> readPull(frame)).isInstanceOf(DocentException.class);
    }
  }

  @Test
  void everyFlippedBitOfAChunkIsNoticed() {
    byte[] payload = "hidden states".getBytes(StandardCharsets.UTF_8);
    byte[] header = ChunkHeader.encode(new LeaseEpoch(2), 64, ByteBuffer.wrap(payload)).array();

    assertThat(readChunk(header, payload).offset()).isEqualTo(64);
    for (int bit = 0; bit < (header.length + payload.length) * 8; bit++) {
      byte[] badHeader = header.clone();
      byte[] badPayload = payload.clone();
      int index = bit / 8;
      if (index < header.length) {
        badHeader[index] ^= (byte) (1 << (bit % 8));
      } else {
        badPayload[index - header.length] ^= (byte) (1 << (bit % 8));
      }

      assertThatThrownBy(() -> readChunk(badHeader, badPayload))
          .isInstanceOf(DocentException.class);
    }
  }

  @Test
  void aPeerOfAnotherProtocolOrVersionIsNamed() {
    ByteBuffer http =
        ByteBuffer.allocate(64).put("GET / HTTP/1.1".getBytes(StandardCharsets.UTF_8));
    ByteBuffer newer = PullRequest.head(new TeacherId("t")).encode();
    newer.putShort(4, (short) (StreamFormat.VERSION + 1));

    assertThatThrownBy(() -> PullRequest.frameBytes(http))
        .hasMessageContaining("begins with 0x47455420");
    assertThatThrownBy(() -> PullRequest.frameBytes(newer))
        .hasMessageContaining("version 4, must be 3");
  }

  @Test
  void lengthsAreBoundedBeforeAnythingIsAllocated() {
    ByteBuffer answer =
        PullAnswer.refusal(PullStatus.UNKNOWN, LeaseEpoch.NONE, "no such thing").encode();
    answer.putInt(8, Integer.MAX_VALUE);
    ByteBuffer chunk = ChunkHeader.encode(LeaseEpoch.NONE, 0, ByteBuffer.allocate(8));
    chunk.putInt(24, Integer.MAX_VALUE);

    assertThatThrownBy(() -> PullAnswer.frameBytes(answer)).hasMessageContaining("2147483647");
    assertThatThrownBy(() -> ChunkHeader.decode(chunk)).hasMessageContaining("2147483647 bytes");
  }

  @Test
  void aHeaderThatIsCutOffIsRefused() {
    ByteBuffer whole = SignalHeaderFormat.encode(HEADER);

    for (int length = 0; length < whole.limit(); length++) {
      ByteBuffer cut = whole.duplicate().limit(length);
      assertThatThrownBy(() -> SignalHeaderFormat.decode(cut))
          .isInstanceOf(DocentException.class)
          .hasMessageContaining("bytes early");
    }
    ByteBuffer longer = ByteBuffer.allocate(whole.limit() + 1).put(whole.duplicate()).rewind();
    assertThatThrownBy(() -> SignalHeaderFormat.decode(longer))
        .hasMessageContaining("1 bytes after its end");
  }

  @Test
  void theHeaderOfASignalIsTheFixturesToTheByte() throws IOException {
    try (InputStream fixture = getClass().getResourceAsStream("/wire/signal-header-v3.hex")) {
      String hex = new String(fixture.readAllBytes(), StandardCharsets.US_ASCII).strip();

      assertThat(HexFormat.of().formatHex(SignalHeaderFormat.encode(HEADER).array()))
          .isEqualTo(hex);
      assertThat(SignalHeaderFormat.decode(ByteBuffer.wrap(HexFormat.of().parseHex(hex))))
          .isEqualTo(HEADER);
    }
  }

  @Test
  void tensorsLieAtMultiplesOfSixtyFourInTheirOrder() {
    assertThat(HEADER.offset(SignalSection.RESPONSE_IDS)).isZero();
    assertThat(HEADER.offset(SignalSection.RESPONSE_MASSES)).isEqualTo(64);
    assertThat(HEADER.offset(SignalSection.VISUAL_HIDDEN)).isEqualTo(128);
    assertThat(HEADER.payloadBytes()).isEqualTo(128 + 7 * 16 * 2);
    assertThatThrownBy(() -> HEADER.offset(SignalSection.FEATURES))
        .hasMessageContaining("no section FEATURES");
  }

  @Test
  void aPayloadThatIsTooLargeIsRefusedBeforeItIsAllocated() {
    TensorSpec huge =
        new TensorSpec(
            SignalSection.RESPONSE_LOGITS,
            ElementType.FLOAT32,
            Integer.MAX_VALUE,
            Integer.MAX_VALUE);
    ByteBuffer frame = SignalHeaderFormat.encode(HEADER);
    int rowsAt = frame.limit() - 2 * Integer.BYTES;
    ByteBuffer wide = ByteBuffer.allocate(frame.limit()).put(frame.duplicate()).rewind();
    wide.putInt(rowsAt, Integer.MAX_VALUE).putInt(rowsAt + Integer.BYTES, Integer.MAX_VALUE);
    ByteBuffer negative = ByteBuffer.allocate(frame.limit()).put(frame.duplicate()).rewind();
    negative.putInt(rowsAt, -1);

    assertThat(PayloadLayout.bytes(List.of(huge))).isEqualTo(Long.MAX_VALUE);
    assertThatThrownBy(() -> SignalHeaderFormat.decode(wide))
        .isInstanceOf(DocentException.class)
        .hasMessageContaining("would have")
        .hasMessageContaining("at most 2147483647");
    assertThatThrownBy(() -> SignalHeaderFormat.decode(negative))
        .isInstanceOf(DocentException.class)
        .hasMessageContaining("-1 x 16");
  }

  @Test
  void unknownSectionsTypesAndTooManyOfThemAreRefused() {
    ByteBuffer frame = SignalHeaderFormat.encode(HEADER);
    int lastAt = frame.limit() - 10;

    assertThatThrownBy(() -> SignalHeaderFormat.decode(with(frame, lastAt, 99)))
        .hasMessageContaining("section 99, must be 1 to 11");
    assertThatThrownBy(() -> SignalHeaderFormat.decode(with(frame, lastAt + 1, 9)))
        .hasMessageContaining("element type 9, must be 1 to 5");
    assertThatThrownBy(() -> SignalHeaderFormat.decode(with(frame, lastAt, 5)))
        .hasMessageContaining("RESPONSE_IDS twice");
    assertThatThrownBy(() -> SignalHeaderFormat.decode(with(frame, lastAt - 21, 100)))
        .hasMessageContaining("announces 100 sections, at most 16");
  }

  private static ByteBuffer with(ByteBuffer frame, int at, int value) {
    return ByteBuffer.allocate(frame.limit()).put(frame.duplicate()).rewind().put(at, (byte) value);
  }

  private static PullRequest readPull(ByteBuffer frame) {
    int length = PullRequest.frameBytes(frame);
    if (length != frame.limit()) {
      throw DocentException.retry("length " + length);
    }
    return PullRequest.decode(frame);
  }

  private static ChunkHeader readChunk(byte[] header, byte[] payload) {
    ChunkHeader read = ChunkHeader.decode(ByteBuffer.wrap(header));
    CRC32C crc = ChunkHeader.checksumOf(ByteBuffer.wrap(header));
    crc.update(payload);
    read.requireChecksum(crc);
    return read;
  }
}
