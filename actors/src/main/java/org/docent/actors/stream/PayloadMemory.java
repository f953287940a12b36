package org.docent.actors.stream;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Where the bytes of a pulled payload come to lie. */
interface PayloadMemory {

  /** Memory of the garbage collector's: for what is pulled once and kept. */
  PayloadMemory COLLECTED =
      new PayloadMemory() {
        @Override
        public ByteBuffer take(int bytes) {
          return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
        }

        @Override
        public void giveBack(ByteBuffer taken) {}
      };

  /**
   * A direct little-endian buffer of exactly that many bytes, whose content is anything.
   *
   * @throws OutOfMemoryError when there is no direct memory left
   */
  ByteBuffer take(int bytes);

  /** Takes a buffer back that nobody reads or writes any more; what was not taken is left alone. */
  void giveBack(ByteBuffer taken);
}
