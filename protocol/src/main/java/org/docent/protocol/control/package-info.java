/**
 * The control plane: one sealed protocol an actor, small records only. Tensors, exceptions and
 * lambdas never travel here; what is large is named and pulled over the data plane.
 */
@NullMarked
package org.docent.protocol.control;

import org.jspecify.annotations.NullMarked;
