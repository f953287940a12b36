/**
 * The coordinator's coming and going on one node: what is opened when the singleton moves here, and
 * closed before another node's begins. What a coordinator does belongs to {@code run}, what is
 * opened to the command line.
 */
@NullMarked
package org.docent.coordinator.failover;

import org.jspecify.annotations.NullMarked;
