package org.docent.model.data;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.docent.model.text.ChatTemplate;
import org.docent.model.text.LabelledTokens;
import org.docent.model.text.TextTokenizer;
import org.docent.model.text.TurnEncoder;
import org.docent.protocol.failure.DocentException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads samples: the record, its token ids and labels, its image. The same index gives the same
 * sample on every machine. Safe for use by several threads.
 */
public final class SampleReader {

  private static final Logger log = LoggerFactory.getLogger(SampleReader.class);

  /** Warnings of images that are cut off; more say nothing new. */
  private static final int CUTS_TOLD = 10;

  private final LlavaDataset dataset;
  private final TurnEncoder encoder;
  private final int modelMaxLength;
  private final ImagePreprocessor preprocessor;
  private final @Nullable Path imageFolder;
  private final Set<Integer> told = ConcurrentHashMap.newKeySet();

  /**
   * @param imageFolder where the records' image names start; null when no record has an image
   * @param modelMaxLength most positions of a sample, before as after the splice
   */
  public SampleReader(
      LlavaDataset dataset,
      TextTokenizer tokenizer,
      ChatTemplate template,
      ImagePreprocessor preprocessor,
      @Nullable Path imageFolder,
      int modelMaxLength) {
    this.dataset = dataset;
    this.encoder = new TurnEncoder(tokenizer, template, modelMaxLength);
    this.modelMaxLength = modelMaxLength;
    this.preprocessor = preprocessor;
    this.imageFolder = imageFolder;
  }

  public LlavaDataset dataset() {
    return dataset;
  }

  /** Side in pixels of every image. */
  public int imageSize() {
    return preprocessor.size();
  }

  /**
   * Reads sample {@code index}.
   *
   * @throws DocentException of category SKIP_BATCH when the record or its image cannot be used
   */
  public Sample read(int index) {
    LlavaRecord record = dataset.record(index);
    LabelledTokens tokens = encoder.encode(record.turns(), place(record));
    long[] ids = tokens.inputIds();
    boolean placed = Splice.placeholder(ids) >= 0;
    if (!placed && record.image().isPresent() && told.size() < CUTS_TOLD && told.add(index)) {
      log.warn(
          "{}: its <image> lies beyond model-max-length and is cut off, text alone is left; raise"
              + " model-max-length",
          place(record));
    }
    return new Sample(index, record.id(), ids, tokens.labels(), placed ? image(record) : null);
  }

  /**
   * How sample {@code index} lies in its row of a batch if its image can be read, which is not
   * tried.
   *
   * @param visualTokens visual tokens an image becomes
   * @throws DocentException of category SKIP_BATCH when the record cannot be used
   */
  public SampleLayout layout(int index, int visualTokens) {
    LlavaRecord record = dataset.record(index);
    LabelledTokens tokens = encoder.encode(record.turns(), place(record));
    int imageStart = record.image().isPresent() ? Splice.placeholder(tokens.inputIds()) : -1;
    return new Splice(visualTokens, modelMaxLength).layout(index, record.id(), tokens, imageStart);
  }

  private @Nullable ImageTensor image(LlavaRecord record) {
    Optional<String> name = record.image();
    if (name.isEmpty()) {
      return null;
    }
    if (imageFolder == null) {
      throw DocentException.stop(
          place(record) + " has the image \"" + name.get() + "\" but image-folder is not set.");
    }
    try {
      PixelImage image = ImageReader.read(imageFolder.resolve(name.get()));
      return preprocessor.prepare(name.get(), image);
    } catch (DocentException e) {
      throw DocentException.skip(place(record) + " cannot be used: " + e.getMessage(), e);
    } catch (InvalidPathException e) {
      throw DocentException.skip(
          place(record) + " cannot be used: \"" + name.get() + "\" is no file name.", e);
    }
  }

  private String place(LlavaRecord record) {
    return "Record " + record.index() + " (id \"" + record.id() + "\") of " + dataset.file();
  }
}
