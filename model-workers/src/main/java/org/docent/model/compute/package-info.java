/**
 * How Java computes: TorchScript text packed into a program, calls into it, and the thread of a
 * device. Knows tensors and values, not models; nothing here depends on what is computed.
 */
@NullMarked
package org.docent.model.compute;

import org.jspecify.annotations.NullMarked;
