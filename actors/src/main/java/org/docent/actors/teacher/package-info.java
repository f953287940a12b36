/**
 * The teacher's side of the control plane: leases in, signals into the outbox. How a signal is
 * computed belongs to model-workers, how it travels to {@code stream}.
 */
@NullMarked
package org.docent.actors.teacher;

import org.jspecify.annotations.NullMarked;
