/**
 * What a signal is on the wire: header, tensors, chunk framing. Bytes and their rules only; making
 * and reading tensors belongs to model-workers, sockets to actors.
 */
@NullMarked
package org.docent.protocol.signal;

import org.jspecify.annotations.NullMarked;
