package org.docent.coordinator.serve;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;

/**
 * The way back to one client: one JSON object, or events as they come. What is written after the
 * client has hung up goes nowhere. Safe for use by several threads, one at a time.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write shows as the channel's end
final class HttpReply {

  /** Until then whatever filled the server may have gone. */
  private static final int RETRY_SECONDS = 1;

  private final Channel channel;
  private final boolean keepAlive;
  private final boolean chunked;
  private final Runnable written;
  private @Nullable Runnable onHangUp;
  private boolean hungUp;

  /**
   * A reply not yet begun.
   *
   * @param keepAlive whether the connection serves another request after it
   * @param written is run by the connection's thread when all of it has been written
   */
  HttpReply(Channel channel, HttpVersion version, boolean keepAlive, Runnable written) {
    this.channel = channel;
    this.chunked = version.isKeepAliveDefault();
    this.keepAlive = keepAlive && chunked;
    this.written = written;
  }

  boolean keepsAlive() {
    return keepAlive;
  }

  /** Has {@code action} run when the client hangs up, or now if it did. */
  void onHangUp(Runnable action) {
    synchronized (this) {
      if (!hungUp) {
        onHangUp = action;
        return;
      }
    }
    action.run();
  }

  /** The client is not there any more. */
  void hangUp() {
    Runnable action;
    synchronized (this) {
      hungUp = true;
      action = onHangUp;
    }
    if (action != null) {
      action.run();
    }
  }

  void error(ApiError error) {
    json(error.status(), error.json(), error.mayPass());
  }

  void json(int status, JsonNode body) {
    json(status, body, false);
  }

  private void json(int status, JsonNode body, boolean retry) {
    ByteBuf bytes = Unpooled.copiedBuffer(body + "\n", UTF_8);
    var response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), bytes);
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
        .setInt(HttpHeaderNames.CONTENT_LENGTH, bytes.readableBytes());
    if (retry) {
      response.headers().setInt(HttpHeaderNames.RETRY_AFTER, RETRY_SECONDS);
    }
    end(response);
  }

  /** Begins a stream of server-sent events. */
  void beginEvents() {
    HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, "text/event-stream; charset=utf-8")
        .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_CACHE);
    if (chunked) {
      response.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    }
    sayWhetherItCloses(response);
    channel.writeAndFlush(response);
  }

  void event(String data) {
    channel.writeAndFlush(
        new DefaultHttpContent(Unpooled.copiedBuffer("data: " + data + "\n\n", UTF_8)));
  }

  void endEvents() {
    end(LastHttpContent.EMPTY_LAST_CONTENT);
  }

  private void end(Object last) {
    if (last instanceof HttpMessage message) {
      sayWhetherItCloses(message);
    }
    ChannelFutureListener tell = future -> written.run();
    // with the write, not after it: the client may have read the end by then and asked again
    channel.writeAndFlush(last, channel.newPromise().addListener(tell));
  }

  private void sayWhetherItCloses(HttpMessage message) {
    if (!keepAlive) {
      message.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
  }
}
