/**
 * What a teacher makes for a student: the forward pass at the rows the losses need, and the signals
 * that carry its result. How signals travel belongs to the actors; what is learned from them to
 * {@code loss} and {@code train}.
 */
@NullMarked
package org.docent.model.distill;

import org.jspecify.annotations.NullMarked;
