/**
 * Processes on one machine: a cluster of them started and kept alive, what a process does when it
 * is interrupted, and a child that ends with its parent. What a process does as a member of the
 * cluster belongs to the node command.
 */
@NullMarked
package org.docent.coordinator.cli.launch;

import org.jspecify.annotations.NullMarked;
