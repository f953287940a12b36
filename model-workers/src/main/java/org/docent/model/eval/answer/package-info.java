/**
 * How the benchmarks' rules read a model's words: short answers made comparable, letters of
 * options, yes and no, numbers in free text. Pure functions of strings, each equal to the published
 * script named with it, oddities included. Which rule belongs to which benchmark is not decided
 * here.
 */
@NullMarked
package org.docent.model.eval.answer;

import org.jspecify.annotations.NullMarked;
