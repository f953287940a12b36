package org.docent.model.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.docent.protocol.failure.DocentException;
import org.junit.jupiter.api.Test;

class DeviceThreadTest {

  @Test
  void workRunsInOrderOnOneThreadWithGradientsOff() throws Exception {
    try (DeviceThread device = DeviceThread.start("ordered", "cpu", 1)) {
      var first = device.submit(() -> Thread.currentThread().getName());
      var second = device.submit(JniUtils::isGradMode);
      assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo("ordered");
      assertThat(second.get(10, TimeUnit.SECONDS)).isFalse();
      assertThat(device.submit(JniUtils::getNumThreads).get(10, TimeUnit.SECONDS)).isEqualTo(1);
    }
  }

  @Test
  void aFailureIsTheFuturesAndTheThreadGoesOn() throws Exception {
    try (DeviceThread device = DeviceThread.start("failing", "cpu", 1)) {
      var failed =
          device.submit(
              () -> {
                throw DocentException.stop("no");
              });
      assertThatThrownBy(failed::join).hasCauseInstanceOf(DocentException.class);
      assertThat(device.submit(() -> 7).get(10, TimeUnit.SECONDS)).isEqualTo(7);
    }
  }

  @Test
  void closingTwiceIsHarmlessAndLaterWorkIsRefused() throws Exception {
    DeviceThread device = DeviceThread.start("closing", "cpu", 1);
    NDArray array = device.submit(() -> device.manager().create(1f)).get(10, TimeUnit.SECONDS);
    device.close();
    device.close();
    assertThat(array.isReleased()).isTrue();
    assertThatThrownBy(() -> device.submit(() -> 1).join()).hasMessageContaining("is closed");
  }

  @Test
  void anUnknownDeviceIsRefusedByName() {
    assertThatThrownBy(() -> DeviceThread.start("x", "tpu", 1))
        .isInstanceOf(DocentException.class)
        .hasMessageContaining("\"tpu\"");
  }

  @Test
  void aFailingScriptLeavesGradientsOff() throws Exception {
    try (DeviceThread device = DeviceThread.start("script", "cpu", 1)) {
      device
          .submit(
              () -> {
                try (TorchProgram program = TorchProgram.load(device.manager())) {
                  NDArray one = device.manager().ones(new Shape(1, 2));
                  assertThatThrownBy(
                          () ->
                              program
                                  .call("divergence")
                                  .with("euclid")
                                  .with(one.duplicate())
                                  .with(one.duplicate())
                                  .with(1.0)
                                  .with(0.1)
                                  .run())
                      .hasMessageContaining("no such divergence: euclid");
                  assertThat(JniUtils.isGradMode()).isFalse();
                  assertThat(
                          program
                              .call("norms")
                              .with(List.of(one))
                              .tensor(device.manager())
                              .getDouble(0))
                      .isEqualTo(Math.sqrt(2), within(1e-6));
                }
                return true;
              })
          .get(30, TimeUnit.SECONDS);
    }
  }
}
