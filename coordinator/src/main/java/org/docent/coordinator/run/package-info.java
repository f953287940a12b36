/**
 * The coordinator at work: the cluster singleton that turns messages into calls of the pure
 * packages and their answers into messages, and the observers that write down what happens. No
 * tensor and no decision about numbers is ever here.
 */
@NullMarked
package org.docent.coordinator.run;

import org.jspecify.annotations.NullMarked;
