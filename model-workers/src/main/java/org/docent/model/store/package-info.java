/**
 * Signals on disk: what a teacher made of a micro-batch, found again by the samples it was made of.
 * What a signal means, and who asks for it when, belongs elsewhere; here it is bytes that are whole
 * or are not there.
 */
@NullMarked
package org.docent.model.store;

import org.jspecify.annotations.NullMarked;
