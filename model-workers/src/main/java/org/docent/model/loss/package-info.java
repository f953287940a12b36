/**
 * The objective: the four terms of LLaVA-KD over one micro-batch, with the gradient they send back.
 * The formulas are in losses.torchscript and objective.torchscript; Java only says which and how
 * much.
 */
@NullMarked
package org.docent.model.loss;

import org.jspecify.annotations.NullMarked;
