package org.docent.actors.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BufferPoolTest {

  private static final int KIB = 1024;
  private static final int MIB = KIB * KIB;

  private final BufferPool pool = new BufferPool(16 * MIB);

  @Test
  void lendsExactlyWhatWasAskedForReadyToBeRead() {
    ByteBuffer buffer = pool.take(100_000);

    assertThat(buffer.isDirect()).isTrue();
    assertThat(buffer.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
    assertThat(buffer.position()).isZero();
    assertThat(buffer.remaining()).isEqualTo(100_000).isEqualTo(buffer.capacity());
    assertThat(pool.lentBytes()).isEqualTo(BufferPool.classOf(100_000));
  }

  @Test
  void lendsTheSameMemoryAgainForAPayloadOfAboutTheSameSize() {
    ByteBuffer first = pool.take(MIB);
    first.putInt(0, 42);
    pool.giveBack(first);

    ByteBuffer second = pool.take(MIB - 5000);

    assertThat(second.getInt(0)).isEqualTo(42);
    assertThat(pool.idleBytes()).isZero();
  }

  @Test
  void neverLendsOneMemoryToTwo() {
    ByteBuffer first = pool.take(MIB);
    ByteBuffer second = pool.take(MIB);
    first.putInt(0, 1);
    second.putInt(0, 2);

    assertThat(first.getInt(0)).isEqualTo(1);
    assertThat(pool.lentBuffers()).isEqualTo(2);
  }

  @Test
  void whatIsGivenBackTwiceIsNotTakenFromItsNextOwner() {
    ByteBuffer first = pool.take(MIB);
    pool.giveBack(first);
    ByteBuffer second = pool.take(MIB);

    pool.giveBack(first);

    assertThat(pool.lentBuffers()).isEqualTo(1);
    ByteBuffer third = pool.take(MIB);
    third.putInt(0, 3);
    second.putInt(0, 2);
    assertThat(third.getInt(0)).isEqualTo(3);
  }

  @Test
  void whatItDidNotLendIsLeftAlone() {
    pool.giveBack(ByteBuffer.allocateDirect(MIB));

    assertThat(pool.idleBytes()).isZero();
  }

  @Test
  void keepsNoMoreThanItsLimitAndNothingBeyondTwiceWhatWasEverLent() {
    List<ByteBuffer> many = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      many.add(pool.take(MIB));
    }
    many.forEach(pool::giveBack);
    assertThat(pool.idleBytes()).isEqualTo(16 * MIB);

    BufferPool small = new BufferPool(16 * MIB);
    for (int bytes = MIB; bytes <= 4 * MIB; bytes += MIB / 4) {
      small.giveBack(small.take(bytes));
    }
    assertThat(small.idleBytes()).isLessThanOrEqualTo(8 * MIB);
  }

  @Test
  void takesInAClassNoLargerThanAQuarterAboveTheNeed() {
    for (int bytes = 64 * KIB; bytes < 64 * MIB; bytes = bytes * 9 / 8 + 1) {
      assertThat(BufferPool.classOf(bytes)).isBetween(bytes, bytes + bytes / 4);
    }
    assertThat(BufferPool.classOf(0)).isEqualTo(64 * KIB);
    assertThat(BufferPool.classOf(Integer.MAX_VALUE)).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void anyOrderOfTakingAndGivingBackKeepsTheBooksRight() {
    Random random = new Random(7);
    IdentityHashMap<ByteBuffer, Integer> held = new IdentityHashMap<>();
    for (int i = 0; i < 20_000; i++) {
      if (held.size() < 6 && random.nextBoolean()) {
        ByteBuffer taken = pool.take(1 + random.nextInt(2 * MIB));
        taken.put(0, (byte) i);
        held.put(taken, i);
      } else if (!held.isEmpty()) {
        ByteBuffer any = held.keySet().iterator().next();
        assertThat(any.get(0)).isEqualTo(held.remove(any).byteValue());
        pool.giveBack(any);
      }
      assertThat(pool.lentBuffers()).isEqualTo(held.size());
      assertThat(pool.lentBytes() + pool.idleBytes()).isLessThanOrEqualTo(16 * MIB);
    }
    held.keySet().forEach(pool::giveBack);
    assertThat(pool.lentBytes()).isZero();
  }

  @Test
  void afterItsEndNothingIsKept() {
    ByteBuffer late = pool.take(MIB);
    pool.giveBack(pool.take(MIB));

    pool.close();
    assertThat(pool.idleBytes()).isZero();
    pool.giveBack(late);

    assertThat(pool.idleBytes()).isZero();
    assertThat(pool.lentBytes()).isZero();
  }
}
