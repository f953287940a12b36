package org.docent.model.data;

import org.docent.model.text.ImageToken;
import org.jspecify.annotations.Nullable;

/**
 * One record, read and prepared, before the splice.
 *
 * @param index its place in the data file
 * @param id its id there
 * @param inputIds token ids, {@link ImageToken#ID} where the image goes; at most model-max-length
 * @param labels targets at their own positions (not shifted), {@link ImageToken#IGNORED} elsewhere
 * @param image the prepared image, present exactly when {@code inputIds} has a place for it
 */
@SuppressWarnings("ArrayRecordComponent") // handed on to the batch, never compared
public record Sample(
    int index, String id, long[] inputIds, long[] labels, @Nullable ImageTensor image) {

  public Sample {
    if (inputIds.length != labels.length) {
      throw new IllegalArgumentException(
          "Sample " + id + " has " + inputIds.length + " ids but " + labels.length + " labels");
    }
  }
}
