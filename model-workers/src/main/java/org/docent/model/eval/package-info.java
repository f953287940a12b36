/**
 * How good a model is on held-out data: what it says compared with what is right. Here are the
 * words all benchmarks share, question, answer, finding, score; the ten of them are in {@code
 * benchmark}, their rules for reading answers in {@code answer}, their file formats in {@code file}
 * and the paper's table in {@code report}. Generating belongs to the package {@code generate}.
 */
@NullMarked
package org.docent.model.eval;

import org.jspecify.annotations.NullMarked;
