/**
 * One optimizer step, from a batch and what the teacher says about it to moved weights. Where
 * batches and signals come from, and where weights are saved, is decided elsewhere.
 */
@NullMarked
package org.docent.model.train;

import org.jspecify.annotations.NullMarked;
