package org.docent.actors.node;

import java.util.concurrent.Executor;
import org.docent.actors.teacher.TeacherFactory;

/**
 * One device of a teacher node.
 *
 * @param thread runs everything of the device, one task at a time; it stays the caller's
 * @param factory loads a teacher onto the device, called on its thread
 */
public record TeacherDevice(Executor thread, TeacherFactory factory) {}
