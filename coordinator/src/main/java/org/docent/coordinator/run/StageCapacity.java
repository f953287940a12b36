package org.docent.coordinator.run;

import org.docent.coordinator.advice.Capacity;

/**
 * What teachers and students can do, as observers see it.
 *
 * @param wholeStage whether it was measured over all of the stage, which has ended, not lately
 */
public record StageCapacity(String stageName, boolean wholeStage, Capacity capacity) {}
