/**
 * Several processes share a benchmark: the examiner hands out questions one by one, respondents
 * answer them. Reading, asking a model and keeping answers belong to the model's package {@code
 * eval}.
 */
@NullMarked
package org.docent.actors.exam;

import org.jspecify.annotations.NullMarked;
