/**
 * The real coordinator between virtual workers: seeded runs in simulated time through every trouble
 * there is, and how much work one coordinator can carry. Pure: no Akka, no clock, no randomness but
 * a passed seed. What is decided belongs to {@code run} and {@code ledger}.
 */
@NullMarked
package org.docent.coordinator.simulation;

import org.jspecify.annotations.NullMarked;
