/**
 * A model sits an exam: who it is, the log that keeps its answers through a sudden end, and putting
 * question after question to as many of its copies as there are. What is asked and how it is marked
 * belongs to the benchmarks.
 */
@NullMarked
package org.docent.model.eval.sitting;

import org.jspecify.annotations.NullMarked;
