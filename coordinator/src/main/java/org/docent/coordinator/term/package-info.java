/**
 * Who may write a run's directory as its coordinator, by files alone: terms that are claimed one
 * after the other, what shows that a term's holder is alive, and lines that only the holder adds.
 * Clusters and what is written belong elsewhere.
 */
@NullMarked
package org.docent.coordinator.term;

import org.jspecify.annotations.NullMarked;
