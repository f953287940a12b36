package org.docent.coordinator.run;

import org.docent.protocol.id.StepId;
import org.docent.protocol.id.StudentId;
import org.docent.protocol.plan.StepReport;

/**
 * A step that was applied, as observers see it.
 *
 * @param student who took it
 * @param stageName name of its stage
 * @param globalStep steps done since the run began, this one included
 */
public record AppliedStep(
    StudentId student, StepId step, String stageName, int globalStep, StepReport report) {}
