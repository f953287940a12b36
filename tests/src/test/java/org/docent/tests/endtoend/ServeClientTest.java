package org.docent.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionContentPart;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionContentPartText;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.docent.model.data.AddressPolicy;
import org.docent.tests.testkit.GoldenFixture;
import org.docent.tests.testkit.ServedModel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** OpenAI's own client for Java, unchanged, talks with a served model. */
class ServeClientTest {

  private static final Path PICTURE = GoldenFixture.file("data/images/wide.png");

  private static ServedModel served;
  private static OpenAIClient client;

  @BeforeAll
  static void serve() {
    served = ServedModel.start(4, 8, AddressPolicy.PUBLIC);
    client =
        OpenAIOkHttpClient.builder()
            .baseUrl(served.url() + "/v1")
            .apiKey("none is asked for")
            .maxRetries(0)
            .build();
  }

  @AfterAll
  static void end() {
    client.close();
    served.close();
  }

  private static ChatCompletionCreateParams.Builder question(String model) {
    return ChatCompletionCreateParams.builder()
        .model(model)
        .temperature(0)
        .maxCompletionTokens(9)
        .addUserMessageOfArrayOfContentParts(
            List.of(
                ChatCompletionContentPart.ofText(
                    ChatCompletionContentPartText.builder().text("What is it?").build()),
                ChatCompletionContentPart.ofImageUrl(
                    ChatCompletionContentPartImage.builder()
                        .imageUrl(
                            ChatCompletionContentPartImage.ImageUrl.builder()
                                .url(ServedModel.dataUrl(PICTURE))
                                .build())
                        .build())));
  }

  @Test
  void isAnsweredAboutAnImageWholeAndInPieces() {
    String alone = ServedModel.alone(answerer -> answerer.answer("What is it?", PICTURE, 9));

    ChatCompletion whole =
        client.chat().completions().create(question(ServedModel.NAME).build()).validate();
    assertThat(whole.choices().get(0).message().content()).hasValue(alone);
    assertThat(whole.usage().orElseThrow().completionTokens()).isEqualTo(9);

    ChatCompletionCreateParams streamed =
        question(ServedModel.NAME)
            .streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build())
            .build();
    try (StreamResponse<ChatCompletionChunk> stream =
        client.chat().completions().createStreaming(streamed)) {
      List<ChatCompletionChunk> chunks =
          stream.stream().map(ChatCompletionChunk::validate).toList();
      assertThat(
              chunks.stream()
                  .flatMap(chunk -> chunk.choices().stream())
                  .flatMap(choice -> choice.delta().content().stream())
                  .collect(Collectors.joining()))
          .isEqualTo(alone);
      assertThat(chunks.get(chunks.size() - 1).usage()).isEqualTo(whole.usage());
    }
  }

  @Test
  void isToldWhatIsServedAndWhatIsWrong() {
    assertThat(client.models().list().data()).singleElement().extracting("id").isNotNull();
    assertThatThrownBy(() -> client.chat().completions().create(question("gpt-4o").build()))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("\"golden\" is");
    assertThatThrownBy(
            () -> client.chat().completions().create(question(ServedModel.NAME).n(2).build()))
        .isInstanceOf(BadRequestException.class)
        .hasMessageContaining("n is 2");
  }
}
