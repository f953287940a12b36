/**
 * The training step and the student that takes it: forward, objective, backward, clip, AdamW.
 * Reading data, losses and optimizers are packages of their own; when to step is decided elsewhere.
 */
@NullMarked
package org.docent.model.train;

import org.jspecify.annotations.NullMarked;
