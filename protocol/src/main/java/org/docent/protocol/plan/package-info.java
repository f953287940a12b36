/**
 * What is to be done and how it went, as values: which samples make a micro-batch, which
 * micro-batches a step, what a step reported. Sample indices, never pixels; no decisions.
 */
@NullMarked
package org.docent.protocol.plan;

import org.jspecify.annotations.NullMarked;
