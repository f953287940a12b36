/**
 * Filling a store: which facts decide what a signal says, and the students that keep the signals
 * they are given. How they lie on disk belongs to {@code store}, who computes them when to the
 * coordinator.
 */
@NullMarked
package org.docent.model.capture;

import org.jspecify.annotations.NullMarked;
