package org.docent.actors.student;

import org.docent.model.distill.Signal;
import org.docent.protocol.control.StudentProtocol.SignalAvailable;

/** A signal that was pulled, with the offer it came of; whoever holds it must give it back. */
record PulledSignal(SignalAvailable offer, Signal signal) {}
