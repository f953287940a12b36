package org.docent.coordinator.cli.quickstart;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.docent.model.storage.Disk;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the quickstart's pictures and data files. The held-out scenes come from {@link
 * SceneGenerator#reserve()}, every training scene from outside the held-out ones: nobody ever
 * trains on a held-out combination of shape, colour, size, background and places, and the vision
 * encoder that ships with the quickstart saw no reserved scene at all, whatever the seed.
 *
 * <p>The student's answers are made wrong once, when the file is written: the same wrong label in
 * every epoch and for every student. Held-out answers are always right.
 */
public final class QuickstartData {

  /** The seed of the data when nobody asks for another. */
  public static final long DEFAULT_SEED = 1;

  /** Training pictures, all of which the teacher sees with right answers. */
  public static final int TRAINING_IMAGES = 3_000;

  /** The first so many training pictures are the student's captions. */
  public static final int STUDENT_CAPTIONS = 1_000;

  /** The first so many training pictures are the student's conversations. */
  public static final int STUDENT_CONVERSATIONS = 300;

  /** Held-out scenes, one picture and five questions each. */
  public static final int HELD_OUT_SCENES = 300;

  /** The usual probability of a wrong answer in the student's conversations. */
  public static final double ANSWER_NOISE = 0.30;

  private static final Logger log = LoggerFactory.getLogger(QuickstartData.class);

  /** One caption after so many conversations in the teacher's second file. */
  private static final int CONVERSATIONS_PER_CAPTION = 4;

  private final QuickstartFiles files;
  private final List<Scene> heldOut;
  private final List<Scene> training;
  private final SplittableRandom paint;
  private final SplittableRandom order;
  private final SplittableRandom noise;
  private final double answerNoise;

  private QuickstartData(Path folder, long seed, double answerNoise) {
    this.answerNoise = answerNoise;
    SplittableRandom root = new SplittableRandom(seed);
    files = new QuickstartFiles(folder);
    heldOut = new SceneGenerator(root.split()).choose(SceneGenerator.reserve(), HELD_OUT_SCENES);
    Set<Scene> excluded = new HashSet<>(heldOut);
    training = new SceneGenerator(root.split()).outside(excluded, TRAINING_IMAGES);
    if (training.stream().anyMatch(excluded::contains)) {
      throw new IllegalStateException("a held-out scene is among the training scenes");
    }
    paint = root.split();
    order = root.split();
    noise = root.split();
  }

  /**
   * Writes everything below {@code folder}, replacing what stands there under the same names.
   *
   * @param answerNoise probability of a wrong answer in the student's conversations
   * @return where each file is
   */
  public static QuickstartFiles write(Path folder, long seed, double answerNoise) {
    QuickstartData data = new QuickstartData(folder, seed, answerNoise);
    data.writePictures();
    data.writeTraining();
    data.writeHeldOut();
    log.info(
        "wrote {} training and {} held-out pictures to {}",
        TRAINING_IMAGES,
        HELD_OUT_SCENES,
        folder);
    return data.files;
  }

  private void writePictures() {
    ImageIO.setUseCache(false);
    ScenePainter painter = new ScenePainter(paint);
    try {
      Files.createDirectories(files.images().resolve("train"));
      Files.createDirectories(files.images().resolve("heldout"));
      for (int i = 0; i < training.size(); i++) {
        writePng(painter.paint(training.get(i)), trainingImage(i));
      }
      for (int i = 0; i < heldOut.size(); i++) {
        writePng(painter.paint(heldOut.get(i)), heldOutImage(i));
      }
    } catch (IOException e) {
      throw Disk.failure("write pictures into " + files.images(), files.images(), e);
    }
  }

  private void writePng(BufferedImage image, String name) throws IOException {
    ImageIO.write(image, "png", files.images().resolve(name).toFile());
  }

  private void writeTraining() {
    List<ConversationRecord> captions = new ArrayList<>();
    List<ConversationRecord> clean = new ArrayList<>();
    List<ConversationRecord> mixed = new ArrayList<>();
    for (int i = 0; i < training.size(); i++) {
      Scene scene = training.get(i);
      String image = trainingImage(i);
      captions.add(Conversations.caption("train-%04d-caption".formatted(i), image, scene));
      clean.add(Conversations.conversation("train-%04d".formatted(i), image, scene, order));
      mixed.add(clean.get(i));
      if (i % CONVERSATIONS_PER_CAPTION == CONVERSATIONS_PER_CAPTION - 1) {
        mixed.add(captions.get(i));
      }
    }
    LlavaJson.write(files.teacherCaptions(), captions);
    LlavaJson.write(files.teacherConversations(), mixed);
    writeStudent(captions.subList(0, STUDENT_CAPTIONS), clean.subList(0, STUDENT_CONVERSATIONS));
  }

  private void writeStudent(List<ConversationRecord> captions, List<ConversationRecord> clean) {
    List<ConversationRecord> noisy = new ArrayList<>();
    for (int i = 0; i < clean.size(); i++) {
      noisy.add(Conversations.withNoise(clean.get(i), training.get(i), answerNoise, noise));
    }
    List<ConversationRecord> text = new ArrayList<>();
    captions.forEach(record -> text.add(Conversations.captionText(record)));
    noisy.forEach(record -> text.add(Conversations.conversationText(record)));
    LlavaJson.write(files.studentCaptions(), captions);
    LlavaJson.write(files.studentConversations(), noisy);
    LlavaJson.write(files.textBase(), text);
  }

  private void writeHeldOut() {
    List<ConversationRecord> questions = new ArrayList<>();
    for (int i = 0; i < heldOut.size(); i++) {
      for (Question question : Question.values()) {
        String id = "heldout-%03d-%s".formatted(i, question.key());
        questions.add(Conversations.question(id, heldOutImage(i), heldOut.get(i), question));
      }
    }
    LlavaJson.write(files.heldOut(), questions);
  }

  private static String trainingImage(int index) {
    return "train/%04d.png".formatted(index);
  }

  private static String heldOutImage(int index) {
    return "heldout/%03d.png".formatted(index);
  }
}
