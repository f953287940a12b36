package org.docent.model.vlm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.docent.model.golden.ParityCase.FORWARD;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.docent.model.compute.TorchProgram;
import org.docent.model.golden.ParityCase;
import org.docent.model.golden.TestDevice;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Forward passes of every family and option, layer by layer, against transformers. */
class LayerParityTest {

  @ParameterizedTest
  @MethodSource("org.docent.model.golden.ParityCase#names")
  void everyLayerOfAPaddedBatchGivesWhatTransformersGivesSampleBySample(String name) {
    TestDevice.run((program, manager) -> compare(program, manager, name));
  }

  private static void compare(TorchProgram program, NDManager manager, String name) {
    ParityCase golden = new ParityCase(program, manager, name);
    for (String who : new String[] {"student", "teacher"}) {
      try (VisionLanguageModel model = golden.model(who);
          BatchTensors batch = new BatchTensors(program, manager, golden.all())) {
        LayerStates states = model.layerStates(batch, manager);
        long vision = states.visionLNPD().getShape().get(0);
        assertThat(vision).isEqualTo(model.config().runningVisionLayers() + 1L);
        for (int layer = 0; layer < vision; layer++) {
          golden
              .expected(who + "/vision/" + layer)
              .assertMetBy(states.visionLNPD().get(layer), FORWARD);
        }
        long language = states.languageLBTD().getShape().get(0);
        assertThat(language).isEqualTo(model.config().language().layers() + 1L);
        for (int layer = 0; layer < language; layer++) {
          golden
              .expected(who + "/language/" + layer)
              .assertMetBy(golden.withoutPadding(states.languageLBTD().get(layer)), FORWARD);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("org.docent.model.golden.ParityCase#names")
  void logitsAtTheRowsOfTheLossesEqualThoseOfTransformers(String name) {
    TestDevice.run(
        (program, manager) -> {
          ParityCase golden = new ParityCase(program, manager, name);
          for (String who : new String[] {"student", "teacher"}) {
            try (VisionLanguageModel model = golden.model(who);
                BatchTensors batch = new BatchTensors(program, manager, golden.all())) {
              NDArray hiddenSD = model.hidden(batch, manager).get(batch.signalRows());
              NDArray logitsSV = hiddenSD.matMul(model.head().value().transpose());
              golden.expected(who + "/logits").assertMetBy(logitsSV, FORWARD);
            }
          }
        });
  }

  @ParameterizedTest
  @MethodSource("org.docent.model.golden.ParityCase#names")
  void theLastStateIsTheForwardPassToTheBit(String name) {
    TestDevice.run(
        (program, manager) -> {
          ParityCase golden = new ParityCase(program, manager, name);
          try (VisionLanguageModel model = golden.model("student");
              BatchTensors batch = new BatchTensors(program, manager, golden.all())) {
            LayerStates states = model.layerStates(batch, manager);
            assertThat(states.languageLBTD().get(-1).toFloatArray())
                .isEqualTo(model.hidden(batch, manager).toFloatArray());
          }
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"qwen1.5-mha", "qwen2.5-untied"})
  void aBatchWithoutPicturesHasStatesOfNoPicture(String name) {
    TestDevice.run(
        (program, manager) -> {
          ParityCase golden = new ParityCase(program, manager, name);
          try (VisionLanguageModel model = golden.model("student");
              BatchTensors batch = new BatchTensors(program, manager, golden.batch(2))) {
            LayerStates states = model.layerStates(batch, manager);
            assertThat(states.visionLNPD().getShape().get(1)).isZero();
            assertThat(states.languageLBTD().get(-1).toFloatArray())
                .isEqualTo(model.hidden(batch, manager).toFloatArray());
          }
        });
  }
}
