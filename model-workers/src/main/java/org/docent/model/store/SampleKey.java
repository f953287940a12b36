package org.docent.model.store;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * The name of a micro-batch by what it holds: the first 128 bits of SHA-256 over its sample
 * indices, in order. Neither step nor epoch nor seed is in it, so a signal serves whichever run
 * cuts the same micro-batch.
 */
record SampleKey(long high, long low) {

  static SampleKey of(List<Integer> samples) {
    ByteBuffer indices = ByteBuffer.allocate(Integer.BYTES * samples.size());
    samples.forEach(indices::putInt);
    ByteBuffer digest = ByteBuffer.wrap(Sha256.digest(indices.flip()));
    return new SampleKey(digest.getLong(), digest.getLong());
  }
}
