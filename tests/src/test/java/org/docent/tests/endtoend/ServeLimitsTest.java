package org.docent.tests.endtoend;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import org.docent.coordinator.serve.RequestLimits;
import org.docent.tests.testkit.ServedModel;
import org.junit.jupiter.api.Test;

/** Requests that hold too much together, or come too slowly. */
class ServeLimitsTest {

  private static final int HELD = 4096;
  private static final String CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";
  private static final int PATIENCE_MILLIS = 60_000;

  private static ServedModel within(Duration time) {
    return ServedModel.start(
        new RequestLimits(HELD, HELD, 1_000_000, ServedModel.MOST_POSITIONS, time));
  }

  private static Socket connect(ServedModel served) throws IOException {
    URI url = URI.create(served.url());
    Socket client = new Socket(url.getHost(), url.getPort());
    client.setSoTimeout(PATIENCE_MILLIS);
    return client;
  }

  private static void write(Socket client, String text) throws IOException {
    client.getOutputStream().write(text.getBytes(US_ASCII));
  }

  /** The head of a request that is the last of its connection. */
  private static String head(int bytes, String more) {
    return "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
        + "Content-Type: application/json\r\nContent-Length: %d\r\n%s\r\n".formatted(bytes, more);
  }

  private static String body(int bytes) {
    String json =
        "{\"model\":\"%s\",\"max_tokens\":2,%s}"
            .formatted(ServedModel.NAME, ServedModel.asking("\"What is it?\""));
    return " ".repeat(bytes - json.length()) + json;
  }

  /** What the server says until it hangs up. */
  private static String rest(Socket client) throws IOException {
    return new String(client.getInputStream().readAllBytes(), US_ASCII);
  }

  private static String answer(ServedModel served, int bytes) throws IOException {
    try (Socket client = connect(served)) {
      write(client, head(bytes, "") + body(bytes));
      return rest(client);
    }
  }

  @Test
  void whatDoesNotFitBesideWhatIsHeldComesAgainAndIsServed() throws IOException {
    try (ServedModel served = within(Duration.ofMinutes(2));
        Socket first = connect(served)) {
      write(first, head(3000, "Expect: 100-continue\r\n"));
      InputStream said = first.getInputStream();
      assertThat(new String(said.readNBytes(CONTINUE.length()), US_ASCII)).isEqualTo(CONTINUE);
      write(first, body(3000).substring(0, 2999)); // is read before who connects from now on

      assertThat(answer(served, 2000))
          .startsWith("HTTP/1.1 429")
          .containsIgnoringCase("retry-after: 1")
          .contains("rate_limit_exceeded", "holds as many bytes of requests as it may");
      assertThat(answer(served, 1000)).startsWith("HTTP/1.1 200");

      write(first, "}");
      assertThat(rest(first)).startsWith("HTTP/1.1 200");
      assertThat(answer(served, 2000)).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void whoDoesNotSendItsRequestInTimeIsToldAndHungUpOn() throws IOException {
    try (ServedModel served = within(Duration.ofSeconds(1));
        Socket silent = connect(served);
        Socket slow = connect(served)) {
      write(slow, head(3000, "") + body(3000).substring(0, 2000));

      assertThat(rest(slow))
          .startsWith("HTTP/1.1 408")
          .containsIgnoringCase("connection: close")
          .contains("request_timeout", "did not come within 1 s");
      assertThat(rest(silent)).isEmpty();
      assertThat(answer(served, 3000))
          .as("what it sent is held no longer")
          .startsWith("HTTP/1.1 200");
    }
  }
}
