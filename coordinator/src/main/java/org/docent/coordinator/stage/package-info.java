/**
 * How a run moves from stage to stage, as one pure function of state, event and attendance. What a
 * transition asks for is performed in {@code run}; nothing here knows of micro-batches, messages or
 * time.
 */
@NullMarked
package org.docent.coordinator.stage;

import org.jspecify.annotations.NullMarked;
