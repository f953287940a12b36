/**
 * How fast teachers and students are while a run goes on, and what to do about it. Pure: facts and
 * seconds go in, numbers and advice come out; who asks, when and for whom is the caller's.
 */
@NullMarked
package org.docent.coordinator.advice;

import org.jspecify.annotations.NullMarked;
