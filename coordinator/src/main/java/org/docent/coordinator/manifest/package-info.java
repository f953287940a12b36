/**
 * Where a run stands, as values: the cursor, its place on the run's timeline, the text of {@code
 * run_state.json}, and which checkpoints may go. Pure: reading and writing files belongs to the
 * checkpoint store.
 */
@NullMarked
package org.docent.coordinator.manifest;

import org.jspecify.annotations.NullMarked;
