package org.docent.tests.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.docent.coordinator.cli.Main;
import org.docent.model.compute.DeviceThread;
import org.docent.model.compute.TorchProgram;
import org.docent.model.data.AspectRatio;
import org.docent.model.data.EncodedImage;
import org.docent.model.data.ImagePreprocessor;
import org.docent.model.data.PromptAssembler;
import org.docent.model.generate.Answerer;
import org.docent.model.generate.Conversation;
import org.docent.model.generate.GenerationSettings;
import org.docent.model.generate.TokenGenerator;
import org.docent.model.text.ChatTemplate;
import org.docent.model.text.TextTokenizer;
import org.docent.model.text.Turn;
import org.docent.model.vlm.Precision;
import org.docent.model.vlm.VisionLanguageModel;
import org.docent.model.weights.ModelSource;
import org.docent.protocol.failure.DocentException;
import org.docent.tests.testkit.GoldenFixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Turns, streams and the chat command, with the golden run's teacher, whose weights are random. */
class ConversationTest {

  private static final Path MODEL = GoldenFixture.file("teacher");
  private static final Path PICTURE = GoldenFixture.file("data/images/wide.png");
  private static final Path OTHER = GoldenFixture.file("data/images/tall.png");
  private static final GenerationSettings GREEDY = GenerationSettings.greedy(9);

  private static <T> T withAnswerer(Path model, Function<Answerer, T> work) {
    try (DeviceThread device = DeviceThread.start("conversation", "cpu", 1)) {
      return device
          .submit(
              () -> {
                try (Answerer answerer =
                    Answerer.open(model, ChatTemplate.PHI, AspectRatio.SQUARE, device.manager())) {
                  return work.apply(answerer);
                }
              })
          .join();
    }
  }

  /** What the model says after a prompt that is read as a whole. */
  private static String afterLongPrompt(List<Turn> turns) {
    try (DeviceThread device = DeviceThread.start("long-prompt", "cpu", 1)) {
      return device
          .submit(
              () -> {
                try (ModelSource source = ModelSource.open(MODEL);
                    TextTokenizer tokenizer = source.openTokenizer();
                    TorchProgram program = TorchProgram.load(device.manager());
                    VisionLanguageModel model =
                        source.load(program, device.manager().newSubManager(), Precision.FLOAT32)) {
                  var preprocessor =
                      new ImagePreprocessor(
                          AspectRatio.SQUARE, source.config().vision().imageSize());
                  var prompts =
                      new PromptAssembler(
                          tokenizer,
                          ChatTemplate.PHI,
                          preprocessor,
                          source.config().visualTokens());
                  long[] tokens =
                      new TokenGenerator(model, device.manager())
                          .generate(
                              prompts.prompt(turns, prompts.prepare(EncodedImage.of(PICTURE))),
                              GREEDY,
                              Set.of(tokenizer.eos()));
                  return tokenizer.decodePlain(tokens).strip();
                }
              })
          .join();
    }
  }

  @Test
  void aSecondTurnSaysWhatOneLongPromptSays() {
    List<String> answers =
        withAnswerer(
            MODEL,
            answerer -> {
              try (Conversation talk = answerer.converse(EncodedImage.of(PICTURE))) {
                return Stream.of("What is it?", "And what colour?", "Why?")
                    .map(question -> talk.ask(question, GREEDY, piece -> {}))
                    .toList();
              }
            });
    Turn first = new Turn("<image>\nWhat is it?", answers.get(0));
    Turn second = new Turn("And what colour?", answers.get(1));
    assertThat(answers.get(1))
        .isEqualTo(afterLongPrompt(List.of(first, Turn.open("And what colour?"))))
        .isNotEqualTo(answers.get(0));
    assertThat(answers.get(2))
        .isEqualTo(afterLongPrompt(List.of(first, second, Turn.open("Why?"))));
  }

  @Test
  void piecesTogetherAreTheAnswerWithAndWithoutBeams() {
    withAnswerer(
        MODEL,
        answerer -> {
          for (int beams : new int[] {1, 3}) {
            List<String> pieces = new ArrayList<>();
            var settings = new GenerationSettings(GREEDY.sampling(), beams, 9, List.of());
            String answer =
                answerer.answer("What is it?", EncodedImage.of(PICTURE), settings, pieces::add);
            assertThat(answer).isNotEmpty().isEqualTo(String.join("", pieces));
          }
          return true;
        });
  }

  @Test
  void aStopStringEndsTheAnswerBeforeItself() {
    withAnswerer(
        MODEL,
        answerer -> {
          String whole = answerer.answer("What is it?", PICTURE, 9);
          String stop = whole.substring(whole.length() - 2);
          var settings = new GenerationSettings(GREEDY.sampling(), 1, 9, List.of(stop));
          assertThat(
                  answerer.answer("What is it?", EncodedImage.of(PICTURE), settings, piece -> {}))
              .isEqualTo(whole.substring(0, whole.indexOf(stop)).strip());
          return true;
        });
  }

  @Test
  void aConversationLongerThanTheModelsPositionsIsRefused(@TempDir Path folder) throws IOException {
    for (String name : List.of("model.safetensors", "tokenizer.json")) {
      Files.copy(MODEL.resolve(name), folder.resolve(name));
    }
    ObjectMapper json = new ObjectMapper();
    ObjectNode config = (ObjectNode) json.readTree(MODEL.resolve("config.json").toFile());
    ((ObjectNode) config.get("text_config")).put("max_position_embeddings", 260);
    json.writeValue(folder.resolve("config.json").toFile(), config);
    withAnswerer(
        folder,
        answerer -> {
          try (Conversation talk = answerer.converse(EncodedImage.of(PICTURE))) {
            talk.ask("What is it?", GREEDY, piece -> {});
            assertThatThrownBy(() -> talk.ask("x".repeat(200), GREEDY, piece -> {}))
                .isInstanceOf(DocentException.class)
                .hasMessageContaining("the model has 260");
            return talk.ask("And?", GREEDY, piece -> {});
          }
        });
  }

  @Test
  void theChatCommandAnswersLinesAndObeysItsCommands() {
    List<String> answers =
        withAnswerer(
            MODEL,
            answerer -> {
              List<String> expected = new ArrayList<>();
              try (Conversation talk = answerer.converse(EncodedImage.of(PICTURE))) {
                expected.add(talk.ask("What is it?", GREEDY, piece -> {}));
                expected.add(talk.ask("Why?", GREEDY, piece -> {}));
              }
              expected.add(answerer.answer("What is it?", OTHER, 9));
              return expected;
            });

    String said =
        chat(
            "What is it?\n/image no.png\nWhy?\n\n/what\n/image %s\nWhat is it?\n/clear\nWhat is it?\n"
                .formatted(OTHER));

    assertThat(said.lines())
        .satisfiesExactly(
            line -> assertThat(line).isEqualTo(answers.get(0)),
            line -> assertThat(line).contains("The image no.png does not exist"),
            line -> assertThat(line).isEqualTo(answers.get(1)),
            line -> assertThat(line).startsWith("/what is no command"),
            line -> assertThat(line).isEqualTo(answers.get(2)),
            line -> assertThat(line).isEqualTo(answers.get(2)));
    assertThat(chat("/exit\nWhat is it?\n")).isEmpty();
  }

  private static String chat(String lines) {
    InputStream terminal = System.in;
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    System.setIn(new ByteArrayInputStream(lines.getBytes(UTF_8)));
    try {
      int code =
          Main.run(
              new PrintWriter(out),
              new PrintWriter(err),
              "chat",
              "--model-path",
              MODEL.toString(),
              "--image_file",
              PICTURE.toString(),
              "--max_new_tokens",
              "9");
      assertThat(code).as(err::toString).isZero();
    } finally {
      System.setIn(terminal);
    }
    return out.toString();
  }

  @Test
  void theInferCommandTakesTheFlagsOfTheOriginal() {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        infer(
            out,
            err,
            "--temperature=0",
            "--top_p=0.9",
            "--num_beams=1",
            "--max_new_tokens=9",
            "--conv-mode=phi",
            "--model=x");
    assertThat(code).as(err::toString).isZero();
    assertThat(err.toString()).contains("--model is not used");
    String expected = withAnswerer(MODEL, answerer -> answerer.answer("What is it?", PICTURE, 9));
    assertThat(out.toString()).isEqualTo(expected + System.lineSeparator());
  }

  @Test
  void whatCannotBeMeantIsAWrongCall() {
    for (String wrong :
        List.of("--temperature=-1", "--top-p=2", "--num-beams=0", "--max-new-tokens=0")) {
      StringWriter err = new StringWriter();
      assertThat(infer(new StringWriter(), err, wrong)).isEqualTo(2);
      assertThat(err.toString()).contains(wrong.replace("=", " is "));
    }
  }

  private static int infer(StringWriter out, StringWriter err, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("infer", "--model_path", MODEL.toString(), "--query=What is it?"));
    arguments.add("--image_file=" + PICTURE);
    arguments.addAll(List.of(more));
    return Main.run(new PrintWriter(out), new PrintWriter(err), arguments.toArray(String[]::new));
  }
}
