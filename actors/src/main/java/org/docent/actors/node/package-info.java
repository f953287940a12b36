/**
 * A process's part in the cluster: its actor system, the guardian of its role and what the guardian
 * supervises. How actors do their work belongs to their packages, the coordinator to its module.
 */
@NullMarked
package org.docent.actors.node;

import org.jspecify.annotations.NullMarked;
