/**
 * The paper's main table with a model's own rows beside the published ones. Published numbers are
 * data, in {@code published.tsv}; nothing here computes one.
 */
@NullMarked
package org.docent.model.eval.report;

import org.jspecify.annotations.NullMarked;
