package org.docent.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.docent.model.data.AddressPolicy;
import org.docent.model.data.EncodedImage;
import org.docent.model.generate.Conversation;
import org.docent.model.generate.GenerationSettings;
import org.docent.model.generate.Sampling;
import org.docent.tests.testkit.Await;
import org.docent.tests.testkit.GoldenFixture;
import org.docent.tests.testkit.ServedModel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A served model says what it says by itself, to however many ask, and forgets who hangs up. */
class ServeTest {

  private static final Path PICTURE = GoldenFixture.file("data/images/wide.png");
  private static final Path OTHER = GoldenFixture.file("data/images/tall.png");
  private static final int ASKING = 100;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static ServedModel served;

  @BeforeAll
  static void serve() {
    served = ServedModel.start(8, 128, AddressPolicy.PUBLIC);
  }

  @AfterAll
  static void end() {
    served.close();
  }

  private static GenerationSettings settings(int n) {
    Sampling sampling = n % 3 == 0 ? new Sampling(0.9, 0.9, n) : Sampling.GREEDY;
    return new GenerationSettings(sampling, 1, 3 + n % 14, List.of());
  }

  private static String fields(int n) {
    String question = "What is it, number " + n + "?";
    String content =
        n % 2 == 0
            ? ServedModel.about(question, ServedModel.dataUrl(PICTURE))
            : "\"" + question + "\"";
    return "%s,\"temperature\":%s,\"top_p\":%s,\"seed\":%d,\"max_tokens\":%d,\"stream\":%b"
        .formatted(
            ServedModel.asking(content),
            settings(n).sampling().temperature(),
            settings(n).sampling().topP(),
            n,
            settings(n).maxNewTokens(),
            n % 5 == 0);
  }

  @Test
  void aHundredAtOnceAreToldWhatEachIsToldAlone() {
    List<String> alone =
        ServedModel.alone(
            answerer ->
                IntStream.range(0, ASKING)
                    .mapToObj(
                        n ->
                            answerer.answer(
                                "What is it, number " + n + "?",
                                n % 2 == 0 ? EncodedImage.of(PICTURE) : null,
                                settings(n),
                                piece -> {}))
                    .toList());

    List<CompletableFuture<HttpResponse<String>>> asked =
        IntStream.range(0, ASKING).mapToObj(n -> served.completeLater(fields(n))).toList();

    List<String> together = new ArrayList<>();
    for (int n = 0; n < ASKING; n++) {
      HttpResponse<String> response = asked.get(n).join();
      assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
      together.add(n % 5 == 0 ? ServedModel.joined(response) : ServedModel.content(response));
    }
    assertThat(together).isEqualTo(alone);
    assertThat(alone.stream().distinct().count()).isGreaterThan(ASKING / 2);
  }

  @Test
  void aConversationIsWhatItsTurnsAre() {
    List<String> turns =
        ServedModel.alone(
            answerer -> {
              try (Conversation talk = answerer.converse(EncodedImage.of(PICTURE))) {
                var settings = GenerationSettings.greedy(9);
                return List.of(
                    talk.ask("What is it?", settings, piece -> {}),
                    talk.ask("Why?", settings, piece -> {}));
              }
            });
    String first = ServedModel.about("What is it?", ServedModel.dataUrl(PICTURE));
    HttpResponse<String> response =
        served.complete(
            """
            "max_completion_tokens":9,"messages":[{"role":"user","content":%s},
            {"role":"assistant","content":%s},{"role":"user","content":"Why?"}]"""
                .formatted(first, quoted(turns.get(0))));
    assertThat(ServedModel.content(response)).isEqualTo(turns.get(1));
    assertThat(
            ServedModel.content(
                served.complete(
                    """
                    "max_tokens":9,"messages":[{"role":"system","content":"Be brief."},
                    {"role":"user","content":%s}]"""
                        .formatted(first))))
        .isNotEqualTo(turns.get(0));
  }

  private static String quoted(String text) {
    return com.fasterxml.jackson.databind.node.TextNode.valueOf(text).toString();
  }

  @Test
  void aStreamSaysWhatTheWholeSaysAndWhatItTook() {
    String ask = ServedModel.asking("\"What is it?\"") + ",\"max_tokens\":12";
    JsonNode whole = GoldenFixture.parsed(served.complete(ask).body());
    HttpResponse<String> stream =
        served.complete(ask + ",\"stream\":true,\"stream_options\":{\"include_usage\":true}");

    assertThat(stream.headers().firstValue("content-type").orElse(""))
        .startsWith("text/event-stream");
    List<JsonNode> events = ServedModel.events(stream);
    assertThat(ServedModel.joined(stream))
        .isEqualTo(whole.at("/choices/0/message/content").asText())
        .isNotEmpty();
    JsonNode last = events.get(events.size() - 1);
    assertThat(last.get("usage")).isEqualTo(whole.get("usage"));
    assertThat(last.get("choices")).isEmpty();
    assertThat(whole.at("/usage/completion_tokens").asInt()).isEqualTo(12);
    assertThat(events.get(events.size() - 2).at("/choices/0/finish_reason"))
        .isEqualTo(whole.at("/choices/0/finish_reason"));
    assertThat(whole.at("/choices/0/finish_reason").asText()).isEqualTo("length");
  }

  @Test
  void anImageBehindAnAddressIsTheOneInADataUrl() throws IOException {
    byte[] picture = EncodedImage.of(PICTURE).bytes();
    var asked = new AtomicInteger();
    HttpServer host =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    host.createContext(
        "/wide.png",
        exchange -> {
          asked.incrementAndGet();
          exchange.sendResponseHeaders(200, picture.length);
          exchange.getResponseBody().write(picture);
          exchange.close();
        });
    host.start();
    try (ServedModel fetching = ServedModel.start(1, 1, InetAddress::isLoopbackAddress)) {
      String address = "http://127.0.0.1:%d/wide.png".formatted(host.getAddress().getPort());

      HttpResponse<String> fetched = fetching.complete(showing(address));

      assertThat(fetched.statusCode()).as(fetched.body()).isEqualTo(200);
      assertThat(asked).hasValue(1);
      assertThat(ServedModel.content(fetched))
          .isEqualTo(ServedModel.content(served.complete(showing(ServedModel.dataUrl(PICTURE)))))
          .isNotEqualTo(ServedModel.content(served.complete(showing(ServedModel.dataUrl(OTHER)))));
    } finally {
      host.stop(0);
    }
  }

  private static String showing(String imageUrl) {
    return ServedModel.asking(ServedModel.about("What is it?", imageUrl)) + ",\"max_tokens\":12";
  }

  @Test
  void anAnswerIsCutWhereThePositionsOfARequestEnd() {
    HttpResponse<String> response =
        served.complete(
            ServedModel.asking(quoted("x ".repeat(600)))
                + ",\"max_tokens\":"
                + ServedModel.MOST_TOKENS);
    JsonNode whole = GoldenFixture.parsed(response.body());
    assertThat(whole.at("/usage/total_tokens").asInt()).isEqualTo(ServedModel.MOST_POSITIONS);
    assertThat(whole.at("/choices/0/finish_reason").asText()).isEqualTo("length");
  }

  @Test
  void aStopEndsTheAnswerBeforeItself() {
    String ask = ServedModel.asking("\"What is it?\"") + ",\"max_tokens\":12";
    String whole = ServedModel.content(served.complete(ask));
    String stop = whole.substring(whole.length() - 2);
    HttpResponse<String> stopped = served.complete(ask + ",\"stop\":[" + quoted(stop) + "]");
    assertThat(ServedModel.content(stopped))
        .isEqualTo(whole.substring(0, whole.indexOf(stop)).strip());
    assertThat(stopped.body()).contains("\"finish_reason\":\"stop\"");
  }

  @Test
  void aConnectionServesItsNextRequestAsSoonAsTheLastIsAnswered() {
    for (int n = 0; n < 3_000; n++) {
      assertThat(served.post("{}").statusCode()).isEqualTo(400);
    }
  }

  @Test
  void modelsAndHealthAreTold() {
    assertThat(served.get("/v1/models").body()).contains("\"id\":\"golden\"");
    assertThat(served.get("/v1/models/golden").statusCode()).isEqualTo(200);
    assertThat(served.get("/v1/models/other").statusCode()).isEqualTo(404);
    assertThat(served.get("/health").body()).contains("ok");
  }

  @Test
  void whoFindsNoPlaceIsToldToComeAgainAndAHangUpFreesOne() throws IOException {
    try (ServedModel small = ServedModel.start(1, 0, AddressPolicy.PUBLIC)) {
      String slow =
          "{\"model\":\"golden\",%s,\"max_tokens\":%d}"
              .formatted(ServedModel.asking("\"What is it?\""), ServedModel.MOST_TOKENS);
      URI address = URI.create(small.url());
      for (boolean stream : new boolean[] {false, true}) {
        try (Socket client = new Socket(address.getHost(), address.getPort())) {
          String body = stream ? slow.replace("{\"model\"", "{\"stream\":true,\"model\"") : slow;
          client
              .getOutputStream()
              .write(
                  ("POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
                          + body.length()
                          + "\r\n\r\n"
                          + body)
                      .getBytes(StandardCharsets.US_ASCII));
          Await.until("the only place to be taken", PATIENCE, small.scheduler()::isFull);
          if (stream) {
            InputStream in = client.getInputStream();
            assertThat(new String(in.readNBytes(15), StandardCharsets.US_ASCII))
                .isEqualTo("HTTP/1.1 200 OK");
          }
          HttpResponse<String> refused = small.complete(ServedModel.asking("\"And I?\""));
          assertThat(refused.statusCode()).isEqualTo(429);
          assertThat(refused.headers().firstValue("retry-after")).isPresent();
          assertThat(refused.body()).contains("rate_limit_exceeded");
          assertThat(small.scheduler().isFull()).isTrue();
        }
        Await.until("the place to be free", PATIENCE, () -> !small.scheduler().isFull());
        assertThat(
                small.complete(ServedModel.asking("\"And I?\"") + ",\"max_tokens\":2").statusCode())
            .isEqualTo(200);
      }
    }
  }
}
