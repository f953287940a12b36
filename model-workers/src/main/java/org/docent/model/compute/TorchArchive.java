package org.docent.model.compute;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Packs serialised TorchScript text into the archive that libtorch loads: a zip of the text, a
 * pickled module without parameters, and a version.
 */
final class TorchArchive {

  /** Selects the operator schemas of PyTorch 2. */
  private static final String FILE_FORMAT = "10\n";

  private TorchArchive() {}

  /** The archive of {@code source}, which defines {@code class moduleName(Module)}. */
  static byte[] of(String source, String moduleName) {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      put(zip, "m/data.pkl", pickledModule(moduleName));
      put(zip, "m/code/__torch__.py", source.getBytes(StandardCharsets.UTF_8));
      put(zip, "m/constants.pkl", new byte[] {(byte) 0x80, 2, ')', '.'}); // an empty tuple
      put(zip, "m/version", FILE_FORMAT.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(content);
    zip.closeEntry();
  }

  /**
   * Pickle protocol 2: an instance of that class whose only attribute is {@code training = True}.
   */
  private static byte[] pickledModule(String moduleName) throws IOException {
    var pickle = new ByteArrayOutputStream();
    byte[] training = "training".getBytes(StandardCharsets.US_ASCII);
    pickle.write(new byte[] {(byte) 0x80, 2}); // PROTO 2
    pickle.write(
        ("c__torch__\n" + moduleName + "\n").getBytes(StandardCharsets.US_ASCII)); // GLOBAL
    pickle.write(new byte[] {')', (byte) 0x81, '}', '('}); // EMPTY_TUPLE NEWOBJ EMPTY_DICT MARK
    pickle.write(new byte[] {'X', (byte) training.length, 0, 0, 0}); // BINUNICODE, little-endian
    pickle.write(training);
    pickle.write(new byte[] {(byte) 0x88, 'u', 'b', '.'}); // NEWTRUE SETITEMS BUILD STOP
    return pickle.toByteArray();
  }
}
