package org.docent.actors.bench;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.docent.model.distill.Signal;
import org.docent.model.distill.Teacher;
import org.docent.model.distill.TeacherHead;
import org.docent.protocol.plan.MicroBatchPlan;
import org.docent.protocol.settings.Dtype;
import org.docent.protocol.signal.ElementType;
import org.docent.protocol.signal.SignalHeader;
import org.docent.protocol.signal.SignalSection;
import org.docent.protocol.signal.TensorSpec;
import org.docent.protocol.teacher.CanaryScore;
import org.docent.protocol.teacher.CodeVersion;
import org.docent.protocol.teacher.TeacherFacts;

/** A teacher that takes the time of its device for each micro-batch and gives a signal of zeros. */
public final class EmulatedTeacher implements Teacher {

  private static final int WIDTH = 256;
  private static final String WEIGHTS = "none";

  private final EmulatedDevice device;
  private final int rows;
  private final TeacherHead head;
  private final AtomicInteger computed;

  /**
   * A teacher on a device.
   *
   * @param signalBytes of each signal, about
   * @param computed counts its micro-batches
   */
  public EmulatedTeacher(EmulatedDevice device, int signalBytes, AtomicInteger computed) {
    this.device = device;
    this.rows = Math.max(1, signalBytes / (Float.BYTES * WIDTH));
    this.computed = computed;
    ByteBuffer weight = ByteBuffer.allocateDirect(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    this.head = new TeacherHead(1, 1, Dtype.FLOAT32, weight);
  }

  @Override
  public Signal compute(MicroBatchPlan plan) {
    long end = device.endOfOne();
    TensorSpec hidden =
        new TensorSpec(SignalSection.VISUAL_HIDDEN, ElementType.FLOAT32, rows, WIDTH);
    SignalHeader header =
        new SignalHeader(plan.id(), 0, WEIGHTS, "vis=hidden(float32)", List.of(hidden));
    ByteBuffer payload = ByteBuffer.allocateDirect(Math.toIntExact(header.payloadBytes()));
    device.waitUntil(end);
    computed.incrementAndGet();
    return new Signal(header, payload.order(ByteOrder.LITTLE_ENDIAN));
  }

  @Override
  public TeacherHead head() {
    return head;
  }

  @Override
  public TeacherFacts facts() {
    return new TeacherFacts(
        WEIGHTS,
        "none",
        new TeacherFacts.Preprocessing(1, "patch", 1, 1),
        "none",
        CodeVersion.DOCENT,
        new TeacherFacts.HeldAs(Dtype.FLOAT32, Dtype.FLOAT32));
  }

  @Override
  public CanaryScore canary(MicroBatchPlan plan) {
    return new CanaryScore(List.of(0.5f, -1f, 1f, 0f, 1f));
  }

  @Override
  public void close() {}
}
