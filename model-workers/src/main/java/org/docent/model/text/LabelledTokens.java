package org.docent.model.text;

/**
 * Token ids and labels of one sample before the splice.
 *
 * @param inputIds token ids; {@link ImageToken#ID} where the image goes
 * @param labels the same ids where they are targets, {@link ImageToken#IGNORED} elsewhere; not
 *     shifted
 */
@SuppressWarnings("ArrayRecordComponent") // handed on to the sample, never compared
public record LabelledTokens(long[] inputIds, long[] labels) {

  public LabelledTokens {
    if (inputIds.length != labels.length) {
      throw new IllegalArgumentException(
          "There are " + inputIds.length + " ids but " + labels.length + " labels");
    }
  }

  /** The first {@code length} positions. */
  LabelledTokens truncated(int length) {
    return inputIds.length <= length
        ? this
        : new LabelledTokens(
            java.util.Arrays.copyOf(inputIds, length), java.util.Arrays.copyOf(labels, length));
  }
}
