/**
 * Measures the data plane between two processes of this machine, beside a plain copy of the same
 * bytes. What a benchmark of tensors does is in the model's own package of that name.
 */
@NullMarked
package org.docent.actors.bench;

import org.jspecify.annotations.NullMarked;
