/**
 * Which samples make a micro-batch, and where each micro-batch stands: planned, leased, ready,
 * applied. Pure: no Akka, no clock, no randomness but a passed seed. Time comes in as nanoseconds,
 * decisions go out as values; sending messages belongs to {@code run}.
 */
@NullMarked
package org.docent.coordinator.ledger;

import org.jspecify.annotations.NullMarked;
