/**
 * The data plane: outboxes that hold signals, and the sockets over which students pull them.
 * Whoever waits does so on a stage that completes; nothing here decides what is computed or
 * trained, and nothing of it travels over the control plane.
 */
@NullMarked
package org.docent.actors.stream;

import org.jspecify.annotations.NullMarked;
