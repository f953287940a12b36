package org.docent.model.vlm;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.docent.model.compute.CpuFeatures;
import org.docent.model.compute.TorchProgram;
import org.docent.model.golden.Closeness;
import org.docent.model.golden.GoldenCase;
import org.docent.model.golden.TestDevice;
import org.docent.protocol.settings.Dtype;
import org.docent.protocol.settings.PrecisionSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrecisionTest {

  @ParameterizedTest
  @ValueSource(strings = {"gqa-tied-patch", "mha-untied-cls"})
  void weightsHeldInBf16ComputeInFloat32AsTheirRoundedValuesDo(String name) {
    TestDevice.run(
        (program, manager) -> {
          GoldenCase golden = new GoldenCase(program, manager, name);
          VisionLanguageModel original = golden.student();
          var bf16 = held(original, Dtype.BF16, new Precision(Dtype.BF16, Dtype.FLOAT32), manager);
          var rounded = held(bf16, Dtype.FLOAT32, Precision.FLOAT32, manager);

          NDArray narrow = hidden(golden, bf16, manager);
          assertThat(narrow.toFloatArray())
              .isEqualTo(hidden(golden, rounded, manager).toFloatArray())
              .isNotEqualTo(hidden(golden, original, manager).toFloatArray());
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"gqa-tied-patch", "mha-untied-cls"})
  void productsInBf16MoveTheResultNoMoreThanAFewRoundingsOfTheWeights(String name) {
    TestDevice.run(
        (program, manager) -> {
          GoldenCase golden = new GoldenCase(program, manager, name);
          VisionLanguageModel original = golden.student();
          var bf16 = held(original, Dtype.BF16, new Precision(Dtype.BF16, Dtype.BF16), manager);

          var rounded = held(bf16, Dtype.FLOAT32, Precision.FLOAT32, manager);

          NDArray exact = hidden(golden, original, manager);
          double weightsAlone = Closeness.distance(hidden(golden, rounded, manager), exact);
          assertThat(Closeness.distance(hidden(golden, bf16, manager), exact))
              .isGreaterThan(0)
              .isLessThan(4 * weightsAlone);
        });
  }

  @Test
  void settingsThatLeaveTheProductsOpenLookAtTheDevice() {
    var open = new PrecisionSettings(Dtype.BF16, null);
    Dtype here = CpuFeatures.multiplyBf16() ? Dtype.BF16 : Dtype.FLOAT32;

    assertThat(Precision.of(open, Device.gpu())).isEqualTo(new Precision(Dtype.BF16, Dtype.BF16));
    assertThat(Precision.of(open, Device.cpu())).isEqualTo(new Precision(Dtype.BF16, here));
    assertThat(Precision.of(new PrecisionSettings(Dtype.FLOAT32, Dtype.BF16), Device.cpu()))
        .isEqualTo(new Precision(Dtype.FLOAT32, Dtype.BF16));
    assertThat(Precision.of(PrecisionSettings.FLOAT32, Device.cpu())).isEqualTo(Precision.FLOAT32);
  }

  private static NDArray hidden(GoldenCase golden, VisionLanguageModel model, NDManager manager) {
    try (BatchTensors batch = new BatchTensors(model.program(), manager, golden.batch())) {
      return model.hidden(batch, manager);
    }
  }

  /** The same weights with matrices of another type. */
  private static VisionLanguageModel held(
      VisionLanguageModel model, Dtype matrices, Precision precision, NDManager manager) {
    TorchProgram program = model.program();
    NDManager owner = manager.newSubManager();
    Map<Part, LinkedHashMap<String, NDArray>> weights = new EnumMap<>(Part.class);
    for (Part part : Part.values()) {
      LinkedHashMap<String, NDArray> tensors = new LinkedHashMap<>();
      model
          .weights(part)
          .forEach(
              (name, tensor) -> {
                Dtype type = tensor.getShape().dimension() >= 2 ? matrices : Dtype.FLOAT32;
                tensors.put(
                    name,
                    program
                        .call("held")
                        .with(tensor)
                        .with(type)
                        .with("cpu")
                        .with(true)
                        .tensor(owner));
              });
      weights.put(part, tensors);
    }
    return new VisionLanguageModel(program, owner, model.config(), precision, weights);
  }
}
