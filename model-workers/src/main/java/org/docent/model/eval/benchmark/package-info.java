/**
 * The ten benchmarks of the paper: which files each is made of, its prompts and how it is marked.
 * One class a benchmark, after LLaVA's scripts and file layout; {@code Benchmarks} lists them.
 */
@NullMarked
package org.docent.model.eval.benchmark;

import org.jspecify.annotations.NullMarked;
