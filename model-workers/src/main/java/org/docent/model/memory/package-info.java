/**
 * What a model takes in memory and what there is, before anything is allocated. Arithmetic over
 * sizes, and the few files in which Linux says what is free; no tensors here.
 */
@NullMarked
package org.docent.model.memory;

import org.jspecify.annotations.NullMarked;
