/**
 * The command line: the one place that sees everything. A command reads its arguments, wires what
 * the other packages offer and prints; what it decides about a run belongs to the coordinator, what
 * it computes to model-workers.
 */
@NullMarked
package org.docent.coordinator.cli;

import org.jspecify.annotations.NullMarked;
