package org.docent.actors.node;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.docent.actors.stream.Outboxes;
import org.docent.actors.teacher.TeacherDuty;
import org.docent.actors.teacher.TeacherFactory;
import org.docent.protocol.control.CoordinatorProtocol;

/**
 * What a teacher node is made of.
 *
 * @param name unique in the cluster; workers are named after it
 * @param devices each of which gets a worker
 * @param duty reads a run's configuration text
 * @param outboxes those of this process
 * @param nanoClock a monotonic clock in nanoseconds
 * @param coordinator finds the coordinator from a node's system
 */
public record TeacherParts(
    String name,
    List<TeacherDevice> devices,
    Function<String, TeacherDuty> duty,
    Outboxes outboxes,
    LongSupplier nanoClock,
    Function<ActorSystem<?>, ActorRef<CoordinatorProtocol.Command>> coordinator) {

  public TeacherParts {
    devices = List.copyOf(devices);
    if (devices.isEmpty()) {
      throw new IllegalArgumentException("teacher node " + name + " has no devices");
    }
  }

  /** The same on devices that all load their teachers alike. */
  public TeacherParts(
      String name,
      List<Executor> threads,
      TeacherFactory factory,
      Function<String, TeacherDuty> duty,
      Outboxes outboxes,
      LongSupplier nanoClock,
      Function<ActorSystem<?>, ActorRef<CoordinatorProtocol.Command>> coordinator) {
    this(
        name,
        threads.stream().map(thread -> new TeacherDevice(thread, factory)).toList(),
        duty,
        outboxes,
        nanoClock,
        coordinator);
  }
}
