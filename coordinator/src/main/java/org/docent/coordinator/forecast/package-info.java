/**
 * What a stage will need before it runs: the bytes of its signals, network, teachers, time. Pure
 * arithmetic on sizes and speeds; how these are measured is the caller's.
 */
@NullMarked
package org.docent.coordinator.forecast;

import org.jspecify.annotations.NullMarked;
