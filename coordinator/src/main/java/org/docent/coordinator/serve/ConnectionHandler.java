package org.docent.coordinator.serve;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection: a request at a time, its body collected within limits of bytes and time.
 * A request is refused at its head where the head says enough; what then still comes of it is read
 * and thrown away for a moment, so that a client which is still sending gets to read why.
 *
 * <pre>
 *   HEAD --head--> BODY --end--> ANSWERING --written--> HEAD | closed
 *   HEAD, BODY --refused--> REFUSED --end, or time is up--> closed
 * </pre>
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write shows as the channel's end
final class ConnectionHandler extends SimpleChannelInboundHandler<HttpObject> {

  private static final Duration REFUSED = Duration.ofSeconds(5);

  private enum State {
    HEAD,
    BODY,
    ANSWERING,
    REFUSED
  }

  private final ChatApi api;
  private final BodyMemory memory;
  private final RequestLimits limits;
  private State state = State.HEAD;
  private @Nullable Route route;
  private @Nullable RequestBody body;
  private @Nullable HttpReply reply;
  private @Nullable Future<?> alarm;

  ConnectionHandler(ChatApi api, BodyMemory memory, RequestLimits limits) {
    this.api = api;
    this.memory = memory;
    this.limits = limits;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    awaitRequest(context);
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
    try {
      if (message instanceof HttpRequest head) {
        onHead(context, head);
      }
      if (message instanceof HttpContent part) {
        onBody(context, part);
      }
    } catch (ApiError e) {
      refuse(context, e);
      if (message instanceof LastHttpContent) {
        context.close();
      }
    }
  }

  private void onHead(ChannelHandlerContext context, HttpRequest head) {
    if (state != State.HEAD) {
      context.close(); // it does not wait for its answer, or goes on after a refusal
      return;
    }
    state = State.BODY;
    setAlarm(context, limits.time(), () -> late(context));
    reply =
        new HttpReply(
            context.channel(),
            head.protocolVersion(),
            HttpUtil.isKeepAlive(head),
            () -> onWritten(context));
    if (head.decoderResult().isFailure()) {
      throw ApiError.request(
          400, "invalid_http", "The request is no HTTP/1.1, or its head is too long.");
    }
    Route asked = Route.of(head);
    if (asked.isCompletion()) {
      RequestBody.requireNotMore(HttpUtil.getContentLength(head, 0L), limits.bodyBytes());
      api.requirePlace();
    }
    route = asked;
    body = new RequestBody(memory, asked.isCompletion() ? limits.bodyBytes() : 0);
    if (HttpUtil.is100ContinueExpected(head)) {
      context.writeAndFlush(
          new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
    }
  }

  private void onBody(ChannelHandlerContext context, HttpContent part) {
    boolean last = part instanceof LastHttpContent;
    if (state == State.REFUSED && last) {
      context.close();
    }
    if (state != State.BODY || route == null || body == null || reply == null) {
      return;
    }
    if (part.decoderResult().isFailure()) {
      throw ApiError.request(400, "invalid_http", "The body is no HTTP/1.1 body.");
    }
    body.add(part.content());
    if (last) {
      state = State.ANSWERING;
      stopAlarm();
      RequestBody whole = body;
      body = null; // whoever answers closes it
      route.answer(api, whole, reply);
    }
  }

  private void refuse(ChannelHandlerContext context, ApiError error) {
    closeBody();
    state = State.REFUSED;
    setAlarm(context, REFUSED, context::close);
    new HttpReply(context.channel(), HttpVersion.HTTP_1_1, false, () -> {}).error(error);
  }

  private void late(ChannelHandlerContext context) {
    refuse(
        context,
        ApiError.request(
            408,
            "request_timeout",
            "The request did not come within "
                + limits.time().toSeconds()
                + " s; send it at once."));
  }

  private void onWritten(ChannelHandlerContext context) {
    if (reply == null || !reply.keepsAlive()) {
      context.close();
      return;
    }
    state = State.HEAD;
    reply = null;
    awaitRequest(context);
  }

  private void awaitRequest(ChannelHandlerContext context) {
    setAlarm(context, limits.time(), context::close);
  }

  private void setAlarm(ChannelHandlerContext context, Duration time, Runnable action) {
    stopAlarm();
    alarm = context.executor().schedule(action, time.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void stopAlarm() {
    if (alarm != null) {
      alarm.cancel(false);
    }
  }

  private void closeBody() {
    if (body != null) {
      body.close();
      body = null;
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    stopAlarm();
    closeBody();
    if (reply != null) {
      reply.hangUp();
    }
  }

  /** A reset connection, or one whose client takes too long to read. */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
    context.close();
  }
}
