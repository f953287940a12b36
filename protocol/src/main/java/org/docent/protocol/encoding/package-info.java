/**
 * How the teacher's side of each loss term is laid out in a signal, and what that costs: arithmetic
 * on settings and sizes. The tensors themselves are made and read in model-workers.
 */
@NullMarked
package org.docent.protocol.encoding;

import org.jspecify.annotations.NullMarked;
