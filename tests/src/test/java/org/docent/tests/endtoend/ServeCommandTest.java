package org.docent.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.docent.coordinator.cli.Main;
import org.docent.tests.testkit.Await;
import org.docent.tests.testkit.DocentProcess;
import org.docent.tests.testkit.ServedModel;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docent serve} as a process of its own. */
class ServeCommandTest {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Pattern SERVING = Pattern.compile("serving mine at (http://\\S+)");
  private static final int ASKING = 12;

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  @Tag("slow")
  void whoWasTakenInBeforeSigtermIsAnsweredAndNobodyElse(@TempDir Path folder) {
    String[] command = {
      "serve",
      "--model-path",
      ServedModel.MODEL.toString(),
      "--port=0",
      "--model-name=mine",
      "--max-batch=2",
      "--max-new-tokens=300"
    };
    try (DocentProcess server = DocentProcess.start(folder, command)) {
      Await.until(
          "the server", PATIENCE, () -> SERVING.matcher(server.answer()).find() || !server.alive());
      Matcher said = SERVING.matcher(server.answer());
      assertThat(said.find()).as(server::printed).isTrue();
      URI url = URI.create(said.group(1) + "/chat/completions");
      List<CompletableFuture<HttpResponse<String>>> asked =
          Stream.generate(() -> ask(url, 300)).limit(ASKING).toList();
      CompletableFuture.anyOf(asked.toArray(CompletableFuture[]::new)).join();

      server.terminate();
      Await.until("its word", PATIENCE, () -> server.printed().contains("ending: answering"));
      HttpResponse<String> late = ask(url, 1).join();

      assertThat(late.statusCode()).isEqualTo(503);
      assertThat(late.headers().firstValue("retry-after")).isPresent();
      assertThat(asked)
          .allSatisfy(answer -> assertThat(answer.join().statusCode()).isEqualTo(200))
          .extracting(answer -> ServedModel.content(answer.join()))
          .containsOnly(ServedModel.content(asked.get(0).join()));
      server.await();
      assertThat(server.printed()).doesNotContain("giving up", "Exception");
    }
  }

  private CompletableFuture<HttpResponse<String>> ask(URI url, int tokens) {
    String body =
        "{\"model\":\"mine\",\"max_tokens\":%d,%s}"
            .formatted(tokens, ServedModel.asking("\"What is it?\""));
    return http.sendAsync(
        HttpRequest.newBuilder(url)
            .header("Content-Type", "application/json")
            .timeout(PATIENCE)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void whatCannotBeMeantIsAWrongCall() {
    for (String wrong :
        List.of(
            "--port=70000",
            "--max-batch=0",
            "--queue=-1",
            "--num-beams=2",
            "--max-positions=1",
            "--max-image-pixels=0")) {
      StringWriter err = new StringWriter();
      assertThat(serve(err, wrong)).isEqualTo(2);
      assertThat(err.toString()).contains(wrong.replace("=", " is "));
    }
  }

  @Test
  void moreAnswersAtATimeThanMemoryHoldsAreRefusedBeforeTheModelIsLoaded() {
    StringWriter err = new StringWriter();

    int code = serve(err, "--max-batch=1000000");

    assertThat(code).isEqualTo(1);
    assertThat(err.toString())
        .containsPattern( // 2 layers of 2 heads of 12, for 2048 positions and 256 more, in float32
            "the model \\S+ with 1000000 answers at a time, each of up to 2048 positions, needs about 824.0 GiB of memory \\(keys and values 824.0\\), and \\S+ GiB are available on this machine: take a smaller --max-batch or --max-positions,")
        .hasLineCount(1);
  }

  private static int serve(StringWriter err, String... options) {
    List<String> command = new ArrayList<>(List.of("serve", "--model-path"));
    command.add(ServedModel.MODEL.toString());
    command.addAll(List.of(options));
    return Main.run(
        new PrintWriter(new StringWriter()), new PrintWriter(err), command.toArray(String[]::new));
  }
}
