/**
 * How actors get work onto a device's own thread and its result back. What the work is belongs to
 * model-workers, what follows from it to the actors.
 */
@NullMarked
package org.docent.actors.device;

import org.jspecify.annotations.NullMarked;
