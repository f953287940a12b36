package org.docent.actors.stream;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.docent.actors.tls.TlsFaults;
import org.docent.protocol.failure.Category;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.id.TeacherId;
import org.docent.protocol.signal.ChunkHeader;
import org.docent.protocol.signal.PullAnswer;
import org.docent.protocol.signal.PullRequest;
import org.docent.protocol.signal.PullStatus;
import org.docent.protocol.signal.SignalLocation;
import org.jspecify.annotations.Nullable;

/**
 * One pull on its way in, over as many connections as it takes: a direct buffer taken once of the
 * announced size, and how many of its bytes have come and passed their checksum. The buffer is
 * given back when the pull fails and goes with the result when it succeeds. Belongs to the client's
 * event loop.
 */
final class IncomingPayload<T> {

  /**
   * What an answer's head announces.
   *
   * @param payloadBytes bytes that must follow by the head's own account
   * @param finish makes the result of the whole payload
   */
  record Announced<T>(long payloadBytes, Function<ByteBuffer, T> finish) {}

  private final SignalLocation location;
  private final PullRequest request;
  private final StreamOptions options;
  private final PayloadMemory memory;
  private final Function<ByteBuffer, Announced<T>> readHead;
  private final CompletableFuture<T> result = new CompletableFuture<>();

  private @Nullable PullAnswer answer;
  private @Nullable Announced<T> announced;
  private ByteBuffer payload = ByteBuffer.allocate(0);
  private int verified;
  private int failures;
  private boolean checkFailed;
  private boolean endedCleanly;

  IncomingPayload(
      SignalLocation location,
      PullRequest request,
      StreamOptions options,
      PayloadMemory memory,
      Function<ByteBuffer, Announced<T>> readHead) {
    this.location = location;
    this.request = request;
    this.options = options;
    this.memory = memory;
    this.readHead = readHead;
  }

  SignalLocation location() {
    return location;
  }

  TeacherId teacher() {
    return request.teacher();
  }

  CompletionStage<T> result() {
    return result.minimalCompletionStage();
  }

  /** Runs this when the pull has succeeded or failed. */
  @SuppressWarnings("FutureReturnValueIgnored") // it cannot fail
  void whenOver(Runnable then) {
    result.whenComplete((done, failure) -> then.run());
  }

  boolean isDone() {
    return result.isDone();
  }

  /** Whether the server owes no more bytes, so that its connection can serve another pull. */
  boolean endedCleanly() {
    return endedCleanly;
  }

  /** Bytes that have come well. */
  int verifiedBytes() {
    return verified;
  }

  /** Asks for what has not come yet. */
  PullRequest remainder() {
    return request.from(verified);
  }

  /** Takes the server's answer; whatever it says wrong ends the pull. */
  void answered(PullAnswer fresh) {
    try {
      if (fresh.status() != PullStatus.OK) {
        endedCleanly = true;
        throw DocentException.retry(fresh.reason());
      }
      checkFailed = true; // by what is thrown from here on
      if (answer == null) {
        begin(fresh);
      } else if (!answer.equals(fresh)) {
        throw DocentException.retry("it changed between two connections");
      }
      checkFailed = false;
      finishWhenWhole();
    } catch (DocentException e) {
      fail(e.category(), e.getMessage(), e);
    }
  }

  /** Where the bytes of this chunk go. */
  ByteBuffer room(ChunkHeader chunk) {
    if (!chunk.epoch().equals(request.epoch())
        || chunk.offset() != verified
        || chunk.length() > payload.limit() - verified) {
      throw DocentException.retry(
          String.format(
              "a chunk of %d bytes at %d under epoch %s came, expected at most %d bytes at %d under"
                  + " epoch %s",
              chunk.length(),
              chunk.offset(),
              chunk.epoch(),
              payload.limit() - verified,
              verified,
              request.epoch()));
    }
    return payload.slice(verified, chunk.length());
  }

  /** Counts a chunk that has passed its checksum. */
  void accept(ChunkHeader chunk) {
    verified += chunk.length();
    finishWhenWhole();
  }

  /** Notes that the connection breaks because what came fails a check. */
  void checkFailed() {
    checkFailed = true;
  }

  /**
   * Notes a broken connection.
   *
   * @return milliseconds until the next try, or -1 when the pull is over
   */
  long broken(String reason) {
    if (isDone()) {
      return -1;
    }
    failures++;
    if (failures > options.retries()) {
      fail(
          Category.RETRY,
          reason + ", tried " + failures + " times, " + verified + " bytes came well",
          null);
      return -1;
    }
    checkFailed = false;
    return options.retryAfter().toMillis() * failures;
  }

  /** Ends the pull, unless it is over. */
  void fail(Category category, @Nullable String reason, @Nullable Throwable cause) {
    if (isDone()) {
      return;
    }
    memory.giveBack(payload);
    String what =
        switch (request.kind()) {
          case SIGNAL -> "signal " + request.id() + " (epoch " + request.epoch() + ")";
          case HEAD -> "head";
        };
    String message =
        String.format(
            "%s of teacher %s at %s:%d cannot be pulled: %s",
            what,
            request.teacher(),
            location.host(),
            location.port(),
            TlsFaults.oneLine(String.valueOf(reason)));
    result.completeExceptionally(
        checkFailed && category == Category.RETRY
            ? DocentException.damaged(message, cause)
            : new DocentException(category, message, cause));
  }

  private void begin(PullAnswer fresh) {
    if (!fresh.epoch().equals(request.epoch())) {
      throw DocentException.retry("it comes under epoch " + fresh.epoch());
    }
    Announced<T> head = readHead.apply(fresh.head());
    if (head.payloadBytes() != fresh.totalBytes()) {
      throw DocentException.retry(
          "it announces " + fresh.totalBytes() + " bytes, its head says " + head.payloadBytes());
    }
    if (fresh.totalBytes() > options.maxPayloadBytes()) {
      throw DocentException.retry(
          "it announces "
              + fresh.totalBytes()
              + " bytes, at most "
              + options.maxPayloadBytes()
              + " are taken");
    }
    payload = take((int) fresh.totalBytes());
    announced = head;
    answer = fresh;
  }

  private ByteBuffer take(int bytes) {
    try {
      return memory.take(bytes);
    } catch (OutOfMemoryError e) {
      throw DocentException.stop(
          "there are no "
              + bytes
              + " bytes of direct memory left, raise -XX:MaxDirectMemorySize or lower"
              + " stream.max-outstanding-bytes",
          e);
    }
  }

  private void finishWhenWhole() {
    if (announced != null && verified == payload.limit()) {
      endedCleanly = true;
      result.complete(announced.finish().apply(payload));
    }
  }
}
