package org.docent.actors.teacher;

import akka.actor.typed.ActorRef;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.docent.actors.device.Device;
import org.docent.actors.stream.Outbox;
import org.docent.protocol.control.CoordinatorProtocol;
import org.docent.protocol.id.TeacherId;
import org.docent.protocol.signal.SignalLocation;

/**
 * What a teacher worker is given when it starts, before any run.
 *
 * @param coordinator the singleton's proxy
 * @param location where the outbox is served
 * @param duty reads a run's configuration text
 * @param nanoClock a monotonic clock in nanoseconds
 */
public record TeacherPost(
    TeacherId id,
    ActorRef<CoordinatorProtocol.Command> coordinator,
    SignalLocation location,
    Outbox outbox,
    Device device,
    TeacherFactory factory,
    Function<String, TeacherDuty> duty,
    LongSupplier nanoClock) {}
