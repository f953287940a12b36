package org.docent.actors.node;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.docent.actors.stream.Outboxes;
import org.docent.actors.stream.SignalClient.SameProcess;
import org.docent.actors.student.SignalRoute;
import org.docent.actors.student.StudentDuty;
import org.docent.actors.student.StudentFactory;
import org.docent.protocol.control.CoordinatorProtocol;
import org.docent.protocol.id.StudentId;

/**
 * What a student node is made of.
 *
 * @param device the device's thread; it stays the caller's
 * @param duty reads a run's configuration text
 * @param outboxes those of this process
 * @param sameProcess how signals of this process come
 * @param signals what a run's configuration makes of the source of live signals
 * @param nanos a clock that only goes forward, in nanoseconds
 * @param coordinator finds the coordinator from a node's system
 */
public record StudentParts(
    StudentId id,
    Executor device,
    StudentFactory factory,
    Function<String, StudentDuty> duty,
    Outboxes outboxes,
    SameProcess sameProcess,
    SignalRoute signals,
    LongSupplier nanos,
    Function<ActorSystem<?>, ActorRef<CoordinatorProtocol.Command>> coordinator) {}
