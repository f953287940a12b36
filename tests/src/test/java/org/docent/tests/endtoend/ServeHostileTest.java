package org.docent.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.docent.model.data.AddressPolicy;
import org.docent.model.data.EncodedImage;
import org.docent.tests.testkit.GoldenFixture;
import org.docent.tests.testkit.ServedModel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is wrong is refused with a sentence, and the next request is answered. */
class ServeHostileTest {

  private static final Path PICTURE = GoldenFixture.file("data/images/wide.png");

  private static ServedModel served;

  @BeforeAll
  static void serve() {
    served = ServedModel.start(2, 8, AddressPolicy.PUBLIC);
  }

  @AfterAll
  static void end() {
    served.close();
  }

  private static String image(String url) {
    return ServedModel.asking(ServedModel.about("What is it?", url));
  }

  private static String with(String field) {
    return ServedModel.asking("\"What is it?\"") + "," + field;
  }

  private static byte[] half(byte[] bytes) {
    return Arrays.copyOf(bytes, bytes.length / 2);
  }

  /** A PNG whose header says so many pixels, and whose few bytes would become that many. */
  private static byte[] bomb(int side) {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    png.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(header)) {
      out.writeInt(side);
      out.writeInt(side);
      out.write(new byte[] {8, 2, 0, 0, 0});
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    chunk(png, "IHDR", header.toByteArray());
    Deflater deflater = new Deflater();
    deflater.setInput(new byte[20_000_000]);
    deflater.finish();
    byte[] packed = new byte[60_000];
    chunk(png, "IDAT", Arrays.copyOf(packed, deflater.deflate(packed)));
    deflater.end();
    chunk(png, "IEND", new byte[0]);
    return png.toByteArray();
  }

  private static void chunk(ByteArrayOutputStream png, String type, byte[] content) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(content);
    try (DataOutputStream out = new DataOutputStream(png)) {
      out.writeInt(content.length);
      out.write(name);
      out.write(content);
      out.writeInt((int) crc.getValue());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static Stream<Arguments> wrong() {
    byte[] picture = EncodedImage.of(PICTURE).bytes();
    String url = ServedModel.dataUrl(picture);
    return Stream.of(
        arguments(with("\"temperature\":3"), "temperature is 3, must be a number from 0 to 2"),
        arguments(with("\"temperature\":\"hot\""), "temperature is \"hot\""),
        arguments(with("\"top_p\":-1"), "top_p is -1"),
        arguments(
            with("\"max_tokens\":0"), "max_tokens is 0, must be a whole number from 1 to 900"),
        arguments(with("\"max_tokens\":901"), "max_tokens is 901"),
        arguments(with("\"max_tokens\":1,\"max_completion_tokens\":2"), "give one of them"),
        arguments(with("\"seed\":1.5"), "seed is 1.5"),
        arguments(with("\"stop\":[1]"), "stop[0] is 1"),
        arguments(with("\"stop\":\"\""), "stop is \"\""),
        arguments(with("\"n\":2"), "n is 2, and this server has nothing but 1"),
        arguments(with("\"tools\":[{}]"), "tools is a list"),
        arguments(with("\"response_format\":{\"type\":\"json_object\"}"), "response_format is"),
        arguments(with("\"logprobs\":true"), "logprobs is true"),
        arguments(with("\"stream_options\":{}"), "stream_options is given without stream"),
        arguments(with("\"tempreature\":1"), "tempreature is not known here"),
        arguments("\"messages\":[]", "messages is [], must be a list of at least one message"),
        arguments("\"messages\":[1]", "messages[0] is 1, must be an object"),
        arguments("\"messages\":[{\"content\":\"x\"}]", "messages[0].role is missing"),
        arguments(
            "\"messages\":[{\"role\":\"tool\",\"content\":\"x\"}]", "messages[0].role is \"tool\""),
        arguments("\"messages\":[{\"role\":\"assistant\",\"content\":\"x\"}]", "a user must begin"),
        arguments(ServedModel.asking("7"), "messages[0].content is 7"),
        arguments(ServedModel.asking("\"<image> <image>\""), "which stands for an image"),
        arguments(ServedModel.asking("\"%s\"".formatted("x ".repeat(9000))), "positions"),
        arguments(
            ServedModel.asking(ServedModel.about("a", url).replace("]", "," + part(url) + "]")),
            "messages[0].content[2].image_url.url is a second image, and this model takes one"),
        arguments(image("ftp://host/x.png"), "must be a data URL such as"),
        arguments(image("/etc/passwd"), "must be a data URL such as"),
        arguments(image("data:text/plain;base64,AAAA"), "must be a data URL such as"),
        arguments(image("data:image/png;base64,AAAAA"), "truncated or not padded"),
        arguments(image("data:image/png;base64,AA!A"), "is no base64"),
        arguments(image(ServedModel.dataUrl(half(picture))), "cannot be read"),
        arguments(image(ServedModel.dataUrl(new byte[0])), "the file is empty"),
        arguments(image(ServedModel.dataUrl(new byte[] {1, 2, 3})), "no image of a known kind"),
        arguments(
            image(ServedModel.dataUrl("II*\0xxxx".getBytes(StandardCharsets.US_ASCII))), "TIFF"),
        arguments(image(ServedModel.dataUrl(bomb(2_000))), "2000x2000 pixels, and at most 1000000"),
        arguments(image(ServedModel.dataUrl(bomb(100_000))), "100000x100000 pixels"),
        arguments(image("http://127.0.0.1:1/x.png"), "is not in the public network"),
        arguments(image("http://169.254.169.254/latest"), "is not in the public network"),
        arguments(image("http://[::1]/x.png"), "is not in the public network"),
        arguments(image("https://10.0.0.1/x.png"), "is not in the public network"),
        arguments(image("http://localhost/" + "x".repeat(3000)), "must have at most 2048"));
  }

  private static String part(String url) {
    return "{\"type\":\"image_url\",\"image_url\":{\"url\":\"%s\"}}".formatted(url);
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void aWrongFieldIsSaid(String fields, String sentence) {
    HttpResponse<String> response = served.complete(fields);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    JsonNode error = GoldenFixture.parsed(response.body()).path("error");
    assertThat(error.path("message").asText()).contains(sentence);
    assertThat(error.path("type").asText()).isEqualTo("invalid_request_error");
    assertThat(error.path("param").isTextual()).isTrue();
  }

  @Test
  void aPromptThatIsTooLongHasItsCode() {
    String fields = ServedModel.asking("\"%s\"".formatted("x ".repeat(9000)));
    assertThat(served.complete(fields).body())
        .contains("context_length_exceeded", "there are 1500 for them and the answer");
  }

  @Test
  void whatIsNoRequestIsSaid() {
    assertThat(served.post("{\"model\":").statusCode()).isEqualTo(400);
    assertThat(served.post("{} {}").body()).contains("invalid_json");
    assertThat(served.post("[".repeat(100_000)).body()).contains("invalid_json");
    assertThat(served.post("{\"a\":1,\"a\":2}").body()).contains("invalid_json");
    assertThat(served.post("{}").body()).contains("model is missing");
    HttpResponse<String> other = served.post("{\"model\":\"gpt-4o\"}");
    assertThat(other.statusCode()).isEqualTo(404);
    assertThat(other.body()).contains("\"gpt-4o\\\"", "\\\"golden\\\" is", "model_not_found");
    assertThat(served.get("/v1/completions").statusCode()).isEqualTo(404);
    assertThat(served.get("/v1/chat/completions").statusCode()).isEqualTo(405);
    URI url = URI.create(served.url() + "/v1/chat/completions");
    HttpRequest form =
        HttpRequest.newBuilder(url).POST(HttpRequest.BodyPublishers.ofString("a=b")).build();
    assertThat(served.send(form).statusCode()).isEqualTo(415);
  }

  @Test
  void aBodyThatIsTooLargeIsRefusedByItsHeadOrWhenItHasCome() throws IOException {
    String sized = "Content-Length: 99999999999\r\n\r\n";
    assertThat(firstLine(sized, "")).contains("413");
    String chunk = "10000\r\n" + "x".repeat(0x10000) + "\r\n";
    assertThat(firstLine("Transfer-Encoding: chunked\r\n\r\n", chunk.repeat(17))).contains("413");
    assertThat(firstLine("Content-Length: x\r\n\r\n", "")).contains("400");
  }

  private static String firstLine(String headers, String body) throws IOException {
    URI url = URI.create(served.url());
    try (Socket client = new Socket(url.getHost(), url.getPort())) {
      String head =
          "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
      client.getOutputStream().write((head + headers + body).getBytes(StandardCharsets.US_ASCII));
      byte[] answer = client.getInputStream().readNBytes(12);
      return new String(answer, StandardCharsets.US_ASCII);
    }
  }

  @Test
  void afterAllThatARequestIsAnsweredAndAllPlacesAreFree() {
    for (int n = 0; n < 40; n++) {
      served.complete(image(ServedModel.dataUrl(bomb(100_000))));
    }
    assertThat(served.complete(with("\"max_tokens\":3")).statusCode()).isEqualTo(200);
    assertThat(served.scheduler().isFull()).isFalse();
  }
}
