/**
 * Benchmarks of the tensor code: models of named sizes with random weights, random batches, and the
 * time and memory they take. Reads no files and starts no actors; clocks come from outside.
 */
@NullMarked
package org.docent.model.bench;

import org.jspecify.annotations.NullMarked;
