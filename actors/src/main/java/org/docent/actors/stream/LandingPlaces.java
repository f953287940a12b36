package org.docent.actors.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import java.util.function.Function;

/**
 * Where one connection's next bytes are read into, as the connection says: so that the kernel puts
 * them where they belong and nobody copies them again.
 */
final class LandingPlaces extends DefaultMaxMessagesRecvByteBufAllocator {

  private final Function<ByteBufAllocator, ByteBuf> place;

  LandingPlaces(Function<ByteBufAllocator, ByteBuf> place) {
    this.place = place;
  }

  @Override
  @SuppressWarnings("deprecation") // Netty's own interface for it
  public Handle newHandle() {
    return new MaxMessageHandle() {
      @Override
      public int guess() {
        return 0; // never asked for: the place has its size
      }

      @Override
      public ByteBuf allocate(ByteBufAllocator memory) {
        return place.apply(memory);
      }
    };
  }
}
