/**
 * The names of things in a run, small enough to be keys. They carry student and rank from the first
 * day. No behaviour but order and text; nothing that can change.
 */
@NullMarked
package org.docent.protocol.id;

import org.jspecify.annotations.NullMarked;
