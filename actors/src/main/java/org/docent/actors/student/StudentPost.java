package org.docent.actors.student;

import akka.actor.typed.ActorRef;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.docent.actors.device.Device;
import org.docent.actors.stream.SignalSource;
import org.docent.protocol.control.CoordinatorProtocol;
import org.docent.protocol.id.StudentId;

/**
 * What a student trainer is given when it starts, before any run.
 *
 * @param coordinator the singleton's proxy
 * @param signals where a run's signals come from, by its configuration text
 * @param duty reads a run's configuration text
 * @param nanos a clock that only goes forward, in nanoseconds
 */
public record StudentPost(
    StudentId id,
    ActorRef<CoordinatorProtocol.Command> coordinator,
    Function<String, SignalSource> signals,
    Device device,
    StudentFactory factory,
    Function<String, StudentDuty> duty,
    LongSupplier nanos) {}
