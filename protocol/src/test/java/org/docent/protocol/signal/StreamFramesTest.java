package org.docent.protocol.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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
      new SignalHeader(ID, 5, 7, 3, 2, 0xFEDCBA9876543210L, "w");

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
        .hasMessageContaining("version 3, must be 2");
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
    ByteBuffer cut = SignalHeaderFormat.encode(HEADER);
    cut.limit(cut.limit() - 1);

    assertThatThrownBy(() -> SignalHeaderFormat.decode(cut))
        .isInstanceOf(DocentException.class)
        .hasMessageContaining("announces a fingerprint of 1 bytes and carries 0");
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
