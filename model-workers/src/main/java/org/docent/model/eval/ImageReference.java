package org.docent.model.eval;

/** Where the picture of a question is. Nothing is opened before it is read. */
public sealed interface ImageReference permits ImageFile, ImageCell {

  /** Where it is, for a sentence about it. */
  String place();

  /**
   * The encoded picture: PNG, JPEG or whatever the benchmark has.
   *
   * @throws org.docent.protocol.failure.DocentException SKIP_BATCH, naming the place, if it cannot
   *     be read
   */
  byte[] read();
}
