package org.docent.model.compute;

import ai.djl.engine.EngineException;
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
import java.util.zip.CRC32C;

/**
 * The mathematics of Docent, compiled: the TorchScript resources in the order they need each other.
 * Load and use it on one {@link DeviceThread}; close it there, after the values it made.
 */
public final class TorchProgram implements AutoCloseable {

  private static final String FOLDER = "/org/docent/model/torchscript/";
  private static final String MODULE = "Docent";

  /** The part of float32 products, which an engine with oneDNN does faster. */
  private static final String PRODUCTS = "products";

  private static final String ONEDNN_PRODUCTS = "products-onednn";

  private static final List<String> PARTS =
      List.of(
          "weights",
          PRODUCTS,
          "dense",
          "siglip",
          "connector",
          "qwen2",
          "recompute",
          "vlm",
          "states",
          "head",
          "losses",
          "objective",
          "signals",
          "optimizer",
          "generate",
          "program");

  private static final String PROBE =
      """
      class Probe(Module):
        __parameters__ = []
        __buffers__ = []
        training : bool

        def probe(self: __torch__.Probe, x: Tensor) -> Tensor:
          return __torch__.product(x, x, None)
      """;

  private final PtSymbolBlock module;
  private final ScriptValue none;

  private TorchProgram(PtSymbolBlock module) {
    this.module = module;
    this.none = call("none").run();
  }

  /** Compiles the program, to live no longer than {@code manager}; 50 to 100 ms. */
  public static TorchProgram load(NDManager manager) {
    return load(manager, products(manager));
  }

  /** The part of float32 products that this engine can compile, the fastest first. */
  static String products(NDManager manager) {
    return compiles(manager, part(ONEDNN_PRODUCTS)) ? ONEDNN_PRODUCTS : PRODUCTS;
  }

  /** With the products of that part. */
  static TorchProgram load(NDManager manager, String products) {
    var text = new StringBuilder();
    for (String part : PARTS) {
      text.append(part(part.equals(PRODUCTS) ? products : part));
    }
    return new TorchProgram(compile(manager, text.toString(), MODULE));
  }

  /**
   * Whether this engine has the operators that {@code product} is defined by. Its builds differ in
   * them, and there is no way to ask but to compile a module that calls it.
   */
  static boolean compiles(NDManager manager, String product) {
    try {
      compile(manager, product + PROBE, "Probe").close();
      return true;
    } catch (EngineException e) {
      return false;
    }
  }

  private static PtSymbolBlock compile(NDManager manager, String source, String module) {
    var archive = new ByteArrayInputStream(TorchArchive.of(source, module));
    try {
      return JniUtils.loadModule((PtNDManager) manager, archive, true, false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** CRC-32C of all its parts, in hexadecimal: the same for every engine. */
  public static String checksum() {
    CRC32C crc = new CRC32C();
    PARTS.forEach(name -> crc.update(part(name).getBytes(StandardCharsets.UTF_8)));
    crc.update(part(ONEDNN_PRODUCTS).getBytes(StandardCharsets.UTF_8));
    return "%08x".formatted(crc.getValue());
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

  private static String part(String part) {
    String name = FOLDER + part + ".torchscript";
    try (InputStream in = TorchProgram.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("resource " + name + " is missing from the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8) + '\n';
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
