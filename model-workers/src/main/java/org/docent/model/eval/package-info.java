/**
 * How good a model is on held-out data: what it says compared with what is right. Generating
 * belongs to {@code generate}, reading data to {@code data}.
 */
@NullMarked
package org.docent.model.eval;

import org.jspecify.annotations.NullMarked;
