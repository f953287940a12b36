/**
 * The student's side of the control plane: plans and signals in, finished steps out, in the planned
 * order whatever order things arrive in. What a step does belongs to model-workers.
 */
@NullMarked
package org.docent.actors.student;

import org.jspecify.annotations.NullMarked;
