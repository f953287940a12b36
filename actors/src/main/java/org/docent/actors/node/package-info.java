/**
 * Processes and what runs in them: cluster members, and the nodes that give a worker its device, its
 * outbox and its place in the cluster. What workers do is not decided here.
 */
@NullMarked
package org.docent.actors.node;

import org.jspecify.annotations.NullMarked;
