/**
 * What is inside a pickle of weights, read without running anything: a machine that knows the
 * opcodes and names a state dict needs and refuses all others. The zip file around it and the bytes
 * of the tensors belong to {@code model.weights}, which uses this package.
 */
@NullMarked
package org.docent.model.weights.pickle;

import org.jspecify.annotations.NullMarked;
