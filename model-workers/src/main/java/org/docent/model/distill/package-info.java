/**
 * The teacher's side: what a frozen model says about a batch, and how that is encoded and decoded.
 * No losses and no training here.
 */
@NullMarked
package org.docent.model.distill;

import org.jspecify.annotations.NullMarked;
