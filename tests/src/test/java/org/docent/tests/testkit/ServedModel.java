package org.docent.tests.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.docent.coordinator.serve.ChatServer;
import org.docent.coordinator.serve.RequestLimits;
import org.docent.coordinator.serve.ServeSettings;
import org.docent.model.compute.DeviceThread;
import org.docent.model.data.AddressPolicy;
import org.docent.model.data.AspectRatio;
import org.docent.model.data.EncodedImage;
import org.docent.model.generate.AnswerScheduler;
import org.docent.model.generate.Answerer;
import org.docent.model.generate.GenerationSettings;
import org.docent.model.text.ChatTemplate;

/** The golden run's teacher, whose weights are random, behind a real server in this process. */
public final class ServedModel implements AutoCloseable {

  public static final Path MODEL = GoldenFixture.file("teacher");
  public static final String NAME = "golden";
  public static final int MOST_TOKENS = 900;
  public static final int MOST_POSITIONS = 1500;
  public static final RequestLimits LIMITS =
      new RequestLimits(1 << 20, 64 << 20, 1_000_000, MOST_POSITIONS, Duration.ofSeconds(60));

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final DeviceThread device;
  private final AnswerScheduler scheduler;
  private final CompletableFuture<Boolean> running;
  private final HttpClient http = HttpClient.newHttpClient();
  private String url = "";

  private ServedModel(AnswerScheduler scheduler, AddressPolicy addresses, RequestLimits limits) {
    this.scheduler = scheduler;
    this.device = DeviceThread.start("served", "cpu", 1);
    var settings =
        new ServeSettings(
            "127.0.0.1", 0, NAME, GenerationSettings.greedy(MOST_TOKENS), limits, addresses);
    var started = new CompletableFuture<String>();
    this.running =
        withAnswerer(
                device,
                answerer -> {
                  try (ChatServer server =
                      ChatServer.start(answerer, scheduler, settings, Clock.systemUTC())) {
                    started.complete(server.url());
                    scheduler.run(answerer);
                  }
                  return true;
                })
            .whenComplete(
                (ended, failure) -> started.completeExceptionally(new AssertionError(failure)));
    this.url = started.join();
  }

  /** Serves until it is closed. */
  public static ServedModel start(int maxBatch, int queue, AddressPolicy addresses) {
    return new ServedModel(new AnswerScheduler(maxBatch, queue), addresses, LIMITS);
  }

  /** The same to requests within other limits. */
  public static ServedModel start(RequestLimits limits) {
    return new ServedModel(new AnswerScheduler(2, 2), AddressPolicy.PUBLIC, limits);
  }

  /** What the same model says by itself, one question after the other. */
  public static <T> T alone(Function<Answerer, T> work) {
    try (DeviceThread device = DeviceThread.start("alone", "cpu", 1)) {
      return withAnswerer(device, work).join();
    }
  }

  private static <T> CompletableFuture<T> withAnswerer(
      DeviceThread device, Function<Answerer, T> work) {
    return device.submit(
        () -> {
          try (Answerer answerer =
              Answerer.open(MODEL, ChatTemplate.PHI, AspectRatio.SQUARE, device.manager())) {
            return work.apply(answerer);
          }
        });
  }

  public String url() {
    return url;
  }

  public AnswerScheduler scheduler() {
    return scheduler;
  }

  /** One user's message as a request's field. */
  public static String asking(String content) {
    return "\"messages\":[{\"role\":\"user\",\"content\":%s}]".formatted(content);
  }

  /** A question about an image. */
  public static String about(String question, String imageUrl) {
    return """
        [{"type":"text","text":"%s"},{"type":"image_url","image_url":{"url":"%s"}}]"""
        .formatted(question, imageUrl);
  }

  public static String dataUrl(Path image) {
    return dataUrl(EncodedImage.of(image).bytes());
  }

  public static String dataUrl(byte[] image) {
    return "data:image/png;base64," + Base64.getEncoder().encodeToString(image);
  }

  /** Asks for a completion by the fields of its JSON, besides the model's name. */
  public HttpResponse<String> complete(String fields) {
    return completeLater(fields).join();
  }

  public CompletableFuture<HttpResponse<String>> completeLater(String fields) {
    return http.sendAsync(
        request("{\"model\":\"" + NAME + "\"," + fields + "}"),
        HttpResponse.BodyHandlers.ofString());
  }

  public HttpResponse<String> post(String body) {
    return send(request(body));
  }

  public HttpResponse<String> get(String path) {
    return send(HttpRequest.newBuilder(URI.create(url + path)).timeout(PATIENCE).build());
  }

  public HttpResponse<String> send(HttpRequest request) {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  private HttpRequest request(String body) {
    return HttpRequest.newBuilder(URI.create(url + "/v1/chat/completions"))
        .header("Content-Type", "application/json")
        .timeout(PATIENCE)
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  /** The answer of a whole completion. */
  public static String content(HttpResponse<String> whole) {
    return GoldenFixture.parsed(whole.body())
        .path("choices")
        .path(0)
        .path("message")
        .path("content")
        .asText();
  }

  /** The events of a stream, without the last, which must be its end. */
  public static List<JsonNode> events(HttpResponse<String> stream) {
    List<String> lines =
        stream.body().lines().filter(line -> !line.isEmpty()).collect(Collectors.toList());
    if (!lines.remove(lines.size() - 1).equals("data: [DONE]")) {
      throw new AssertionError("a stream without its end: " + stream.body());
    }
    return lines.stream()
        .map(line -> GoldenFixture.parsed(line.substring("data: ".length())))
        .toList();
  }

  /** The pieces of a stream, together. */
  public static String joined(HttpResponse<String> stream) {
    return events(stream).stream()
        .map(event -> event.path("choices").path(0).path("delta").path("content").asText(""))
        .collect(Collectors.joining());
  }

  @Override
  public void close() {
    scheduler.stop();
    running.join();
    device.close();
  }
}
