/**
 * {@code docent eval} behind its options: what is read before an hour is spent, the devices that
 * answer, the files a finished benchmark leaves and the table made of them. The rules are in the
 * model's package {@code eval}; the clock comes from the command.
 */
@NullMarked
package org.docent.coordinator.cli.eval;

import org.jspecify.annotations.NullMarked;
