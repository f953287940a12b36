package org.docent.protocol.settings;

/** The group {@code stream}. */
final class StreamReader {

  private StreamReader() {}

  static StreamSettings read(Section stream) {
    return stream.checked(
        () ->
            new StreamSettings(
                stream.text("host"),
                stream.integer("port"),
                stream.bytes("chunk-bytes"),
                stream.integer("credit-micro-batches"),
                stream.longBytes("max-outstanding-bytes")));
  }
}
