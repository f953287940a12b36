/**
 * How weights move: gradient sums and their norm, clipping, AdamW with visible state, learning-rate
 * schedules. Knows parameters, not models or losses.
 */
@NullMarked
package org.docent.model.optim;

import org.jspecify.annotations.NullMarked;
