package org.docent.actors.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Direct buffers that are used again, so that a pull neither allocates, zeroes nor waits for the
 * garbage collector. Safe for use by any thread.
 *
 * <p>Capacities come in classes, four to a doubling, so that payloads of about the same size share
 * buffers and at most a fifth of one is unused. A buffer is lent as a view made for the occasion:
 * giving back a view that was given back already finds nothing and does nothing, even when the
 * memory is lent to somebody else by then. Idle buffers are kept up to a limit and, since the need
 * of now foretells the need to come, to twice the most that was lent at a time, the idle ones
 * included in both; the longest idle goes first and is freed at once. Taking looks at every idle
 * buffer, of which there are a few dozen.
 */
final class BufferPool implements PayloadMemory, AutoCloseable {

  private static final int SMALLEST = 64 << 10;

  private final long limitBytes;
  private final UnpooledByteBufAllocator memory =
      new UnpooledByteBufAllocator(/* preferDirect= */ true, /* disableLeakDetector= */ true);
  private final IdentityHashMap<ByteBuffer, ByteBuf> lent = new IdentityHashMap<>();
  private final List<ByteBuf> idle = new ArrayList<>();
  private long lentBytes;
  private long idleBytes;
  private long mostLentBytes;
  private boolean closed;

  /**
   * An empty pool.
   *
   * @param limitBytes lent and idle buffers together; what is lent may exceed it, then none is idle
   */
  BufferPool(long limitBytes) {
    this.limitBytes = limitBytes;
  }

  @Override
  public synchronized ByteBuffer take(int bytes) {
    ByteBuf buffer = idleFor(bytes);
    if (buffer == null) {
      int capacity = classOf(bytes);
      trim(limitBytes - capacity);
      buffer = memory.directBuffer(capacity, capacity);
    }
    ByteBuffer view = buffer.nioBuffer(0, bytes).order(ByteOrder.LITTLE_ENDIAN);
    lent.put(view, buffer);
    lentBytes += buffer.capacity();
    mostLentBytes = Math.max(mostLentBytes, lentBytes);
    return view;
  }

  @Override
  public synchronized void giveBack(ByteBuffer taken) {
    ByteBuf buffer = lent.remove(taken);
    if (buffer == null) {
      return;
    }
    lentBytes -= buffer.capacity();
    idle.add(buffer);
    idleBytes += buffer.capacity();
    trim(closed ? 0 : Math.min(limitBytes, 2 * mostLentBytes));
  }

  synchronized int lentBuffers() {
    return lent.size();
  }

  synchronized long lentBytes() {
    return lentBytes;
  }

  synchronized long idleBytes() {
    return idleBytes;
  }

  /** Frees what is idle; what is lent is freed when it is given back. */
  @Override
  public synchronized void close() {
    closed = true;
    trim(0);
  }

  /** The capacity of buffers for so many bytes. */
  static int classOf(int bytes) {
    if (bytes <= SMALLEST) {
      return SMALLEST;
    }
    long step = Integer.highestOneBit(bytes - 1) / 4;
    return (int) Math.min(Integer.MAX_VALUE, (bytes + step - 1) / step * step);
  }

  /**
   * The smallest idle buffer that is large enough and not wastefully larger, no longer idle. By
   * index, since equality of buffers is that of their content.
   */
  private @Nullable ByteBuf idleFor(int bytes) {
    int best = -1;
    for (int i = 0; i < idle.size(); i++) {
      int capacity = idle.get(i).capacity();
      boolean fits = capacity >= bytes && capacity / 2 <= classOf(bytes);
      if (fits && (best < 0 || capacity < idle.get(best).capacity())) {
        best = i;
      }
    }
    if (best < 0) {
      return null;
    }
    ByteBuf found = idle.remove(best);
    idleBytes -= found.capacity();
    return found;
  }

  private void trim(long mostBytes) {
    while (!idle.isEmpty() && lentBytes + idleBytes > mostBytes) {
      ByteBuf oldest = idle.remove(0);
      idleBytes -= oldest.capacity();
      oldest.release();
    }
  }
}
