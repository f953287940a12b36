package org.docent.model.weights;

import java.nio.file.Path;
import org.docent.protocol.failure.DocentException;

/**
 * One file of torch.save with a dict of tensors, as {@code pytorch_model.bin} is. Its pickle is
 * read by a machine that executes nothing; the tensors are mapped where they lie.
 */
public final class PickleFile {

  private PickleFile() {}

  /**
   * Opens {@code file}.
   *
   * @throws DocentException when it is missing, cut off, of the format before PyTorch 1.6, or holds
   *     anything but what weights need
   */
  public static WeightSource open(Path file) {
    return TensorFile.open(file, PickleContents::read);
  }

  /** Whether a file of this name is one of torch.save. */
  static boolean is(Path file) {
    String name = file.toString();
    return name.endsWith(".bin") || name.endsWith(".pt") || name.endsWith(".pth");
  }
}
