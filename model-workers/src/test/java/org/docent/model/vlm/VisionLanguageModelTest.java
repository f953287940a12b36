package org.docent.model.vlm;

import static org.docent.model.golden.Closeness.assertClose;

import ai.djl.ndarray.NDArray;
import org.docent.model.golden.GoldenCase;
import org.docent.model.golden.TestDevice;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VisionLanguageModelTest {

  @ParameterizedTest
  @ValueSource(strings = {"gqa-tied-patch", "mha-untied-cls"})
  void hiddenStatesOfAPaddedBatchEqualThoseOfTransformersSampleBySample(String name) {
    TestDevice.run(
        (program, manager) -> {
          GoldenCase golden = new GoldenCase(program, manager, name);
          NDArray rows = manager.create(golden.realRows());
          try (VisionLanguageModel student = golden.student();
              VisionLanguageModel teacher = golden.teacher();
              BatchTensors batch = new BatchTensors(program, manager, golden.batch())) {
            assertClose(
                "student",
                student.hidden(batch, manager).get(rows),
                golden.array("studentHidden"),
                1e-5);
            assertClose(
                "teacher",
                teacher.hidden(batch, manager).get(rows),
                golden.array("teacherHidden"),
                1e-5);
          }
        });
  }
}
