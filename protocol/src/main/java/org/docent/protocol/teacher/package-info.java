/**
 * How a teacher proves itself before it gets work: what it says of its model, and what it made of
 * the run's canary. Who is admitted is the coordinator's to decide.
 */
@NullMarked
package org.docent.protocol.teacher;

import org.jspecify.annotations.NullMarked;
