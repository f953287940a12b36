package org.docent.model.capture;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.docent.model.text.TextTokenizer;
import org.docent.model.text.TokenTable;

/**
 * One number for what a tokenizer does: CRC-32C over the id of each token and over the cut of a
 * text on which tokenizers differ. Files that say the same in other words have the same.
 */
final class TokenizerIdentity {

  private static final String PROBE =
      "USER: \nWhat is 1234? ASSISTANT: it's \u4f60\u597d, caf\u00e9!<|endoftext|><|im_end|>";

  private TokenizerIdentity() {}

  static String of(TextTokenizer tokenizer) {
    CRC32C crc = new CRC32C();
    TokenTable.read(tokenizer.file())
        .forEach(
            (id, token) -> {
              crc.update(ByteBuffer.allocate(Integer.BYTES).putInt(id).flip());
              crc.update(token.getBytes(StandardCharsets.UTF_8));
            });
    for (long id : tokenizer.encode(PROBE)) {
      crc.update(ByteBuffer.allocate(Long.BYTES).putLong(id).flip());
    }
    return HexFormat.of().toHexDigits((int) crc.getValue());
  }
}
