package org.docent.model.distill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.docent.model.golden.Closeness.assertClose;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.docent.model.compute.HostMemory;
import org.docent.model.compute.ScriptValue;
import org.docent.model.compute.TorchProgram;
import org.docent.model.golden.TestDevice;
import org.docent.model.loss.OutputHead;
import org.docent.protocol.plan.Divergence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What travels and what the losses make of it, against plain PyTorch and Python's bit strings. */
class SignalGoldenTest {

  private static final int[] KS = {1, 3, 40, 299, 300};
  private static final int BITS = 9;
  private static final long[] VISUAL = {4, 0, 2};

  private interface Golden {
    NDArray get(String name);
  }

  @Test
  void theMostProbableTokensArePackedBitByBit() {
    TestDevice.run(
        (program, manager) -> {
          Golden golden = arrays(manager);
          OutputHead head = OutputHead.of(program, manager, golden.get("head"));
          for (double temperature : new double[] {1, 2}) {
            for (int k : KS) {
              String name = "top%d/%s".formatted(k, temperature);
              try (ScriptValue weights = head.value();
                  ScriptValue top =
                      program
                          .call("top_k")
                          .with(golden.get("hidden"))
                          .with(weights)
                          .with(k)
                          .with(temperature)
                          .with(BITS)
                          .with(2)
                          .run()) {
                NDArray ids = program.call("top_k_ids").with(top).tensor(manager);
                NDArray masses = program.call("top_k_masses").with(top).tensor(manager);
                assertThat(HostMemory.copyOf(ids))
                    .as(name)
                    .isEqualTo(HostMemory.copyOf(golden.get("packed/" + name)));
                assertRelativelyClose(name, masses, golden.get("masses/" + name));
                NDArray again =
                    program.call("unpacked_ids").with(ids).with(k).with(BITS).tensor(manager);
                assertThat(again.toLongArray())
                    .as(name)
                    .isEqualTo(golden.get("ids/" + name).toLongArray());
              }
            }
          }
        });
  }

  @ParameterizedTest
  @EnumSource(Divergence.class)
  void divergencesOfBucketsAndTheirGradientsAreThoseOfAutograd(Divergence divergence) {
    TestDevice.run(
        (program, manager) -> {
          Golden golden = arrays(manager);
          for (double temperature : new double[] {1, 2}) {
            for (int k : KS) {
              String name = "top%d/%s".formatted(k, temperature);
              String key = divergence.key() + "/" + name;
              NDArray logitsVS = golden.get("student").transpose().duplicate();
              NDArray value =
                  program
                      .call("top_k_divergence")
                      .with(divergence.key())
                      .with(golden.get("ids/" + name))
                      .with(golden.get("masses/" + name).toType(DataType.FLOAT16, true))
                      .with(logitsVS)
                      .with(temperature)
                      .with(divergence.defaultLambda())
                      .tensor(manager);
              assertClose("value " + key, value, golden.get("value/" + key), 1e-5);
              assertClose(
                  "gradient " + key, logitsVS.transpose(), golden.get("gradient/" + key), 2e-5);
            }
          }
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"fp16", "int8"})
  void relationMatricesArePackedSampleBySampleOverTheirOwnScale(String type) {
    TestDevice.run(
        (program, manager) -> {
          Golden golden = arrays(manager);
          OutputHead head = OutputHead.of(program, manager, golden.get("head"));
          NDArray teacherBPP = relations(program, manager, golden.get("visual"), head);
          NDArray studentBPP = relations(program, manager, golden.get("visualStudent"), head);
          try (ScriptValue packed =
              program
                  .call("packed_relations")
                  .with(teacherBPP)
                  .with(VISUAL)
                  .with(type.equals("int8") ? 127.0 : 32768.0)
                  .with(type.equals("int8") ? 1L : 5L)
                  .run()) {
            NDArray entries = program.call("relation_entries").with(packed).tensor(manager);
            NDArray scales = program.call("relation_scales").with(packed).tensor(manager);
            NDArray expected = golden.get("entries/" + type);
            assertThat(entries.getDataType())
                .isEqualTo(type.equals("int8") ? DataType.INT8 : DataType.FLOAT16);
            assertClose(type, entries, expected, type.equals("int8") ? 1e-9 : 1e-3);
            assertClose(type, scales, golden.get("scales/" + type), 1e-6);
            NDArray again =
                program
                    .call("unpacked_relations")
                    .with(entries)
                    .with(scales)
                    .with(VISUAL)
                    .tensor(manager);
            assertThat(again.getShape()).isEqualTo(new Shape(3, 4, 4));
            assertClose(type, again.get(0), golden.get("relation/" + type + "/4"), 1e-3);
            assertClose(type, again.get("2, :2, :2"), golden.get("relation/" + type + "/2"), 1e-3);
            assertThat(again.get(1).sum().getDouble()).isZero();
            JsonNode losses = numbers().get("relationLosses").get(type);
            double[] found =
                program
                    .call("relation_losses")
                    .with(again)
                    .with(studentBPP)
                    .tensor(manager)
                    .toDoubleArray();
            assertThat(found[0]).isCloseTo(losses.get(0).asDouble(), within(1e-5));
            assertThat(found[2]).isCloseTo(losses.get(1).asDouble(), within(1e-5));
          }
        });
  }

  /** The matrices of samples with 4, 0 and 2 rows, by plain products. */
  private static NDArray relations(
      TorchProgram program, NDManager manager, NDArray hidden, OutputHead head) {
    NDArray padded = manager.zeros(new Shape(3, 4, hidden.getShape().get(1)));
    padded.set(new NDIndex("0"), hidden.get(":4"));
    padded.set(new NDIndex("2, :2"), hidden.get("4:"));
    return program.call("relation").with(padded).with(head.gram()).tensor(manager);
  }

  private static void assertRelativelyClose(String what, NDArray actual, NDArray expected) {
    float[] a = actual.toType(DataType.FLOAT32, true).toFloatArray();
    float[] e = expected.toFloatArray();
    assertThat(a).as(what).hasSameSizeAs(e);
    for (int i = 0; i < a.length; i++) {
      assertThat(a[i]).as("%s at %d", what, i).isCloseTo(e[i], within(2e-3f * e[i]));
    }
  }

  private static Golden arrays(NDManager manager) throws IOException {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    try (InputStream npz = resource("signals.npz")) {
      for (NDArray array : NDList.decode(manager, npz)) {
        arrays.put(array.getName().replace('|', '/'), array);
      }
    }
    return name -> Objects.requireNonNull(arrays.get(name), name);
  }

  private static JsonNode numbers() throws IOException {
    try (InputStream json = resource("signals.json")) {
      return new ObjectMapper().readTree(json);
    }
  }

  private static InputStream resource(String name) {
    return Objects.requireNonNull(
        SignalGoldenTest.class.getResourceAsStream("/golden/signals/" + name), name);
  }
}
