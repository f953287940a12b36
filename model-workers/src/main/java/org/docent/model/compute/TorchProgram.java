package org.docent.model.compute;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The mathematics of Docent, compiled: the TorchScript resources in the order they need each other.
 * Load and use it on one {@link DeviceThread}; close it there, after the values it made.
 */
public final class TorchProgram implements AutoCloseable {

  private static final String FOLDER = "/org/docent/model/torchscript/";
  private static final String MODULE = "Docent";

  private static final List<String> PARTS =
      List.of(
          "weights",
          "siglip",
          "connector",
          "qwen2",
          "recompute",
          "vlm",
          "states",
          "losses",
          "objective",
          "optimizer",
          "generate",
          "program");

  private final PtSymbolBlock module;
  private final ScriptValue none;

  private TorchProgram(PtSymbolBlock module) {
    this.module = module;
    this.none = call("none").run();
  }

  /** Compiles the program, to live no longer than {@code manager}; 50 to 100 ms. */
  public static TorchProgram load(NDManager manager) {
    byte[] archive = TorchArchive.of(source(), MODULE);
    try {
      return new TorchProgram(
          JniUtils.loadModule(
              (PtNDManager) manager, new ByteArrayInputStream(archive), true, false));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Begins a call of a method of {@code program.torchscript}. */
  public ScriptCall call(String method) {
    return new ScriptCall(this, method);
  }

  /** Stands for an absent optional argument. */
  ScriptValue none() {
    return none;
  }

  long handle() {
    return module.getHandle();
  }

  @Override
  public void close() {
    none.close();
    module.close();
  }

  private static String source() {
    var text = new StringBuilder();
    for (String part : PARTS) {
      String name = FOLDER + part + ".torchscript";
      try (InputStream in = TorchProgram.class.getResourceAsStream(name)) {
        if (in == null) {
          throw new IllegalStateException("resource " + name + " is missing from the class path");
        }
        text.append(new String(in.readAllBytes(), StandardCharsets.UTF_8)).append('\n');
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return text.toString();
  }
}
