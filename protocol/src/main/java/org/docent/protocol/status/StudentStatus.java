package org.docent.protocol.status;

import java.time.Duration;
import org.docent.protocol.id.StudentId;
import org.jspecify.annotations.Nullable;

/**
 * One student of the run.
 *
 * @param here whether a trainer of it is there
 * @param stage name of the stage it is in or waits for; null when all are done
 * @param step steps of that stage that are done
 * @param totalSteps steps of that stage
 * @param globalStep steps of the whole run that are done
 * @param allSteps steps of the whole run
 * @param samplesPerSecond that it took lately, waits included; 0 when it took none
 * @param timeLeft to the end of the last stage at that rate; null when it is not known
 * @param loss of the last step; null before the first and when it was no finite number
 * @param checkpoint folder of the last committed checkpoint; null when there is none
 */
public record StudentStatus(
    StudentId id,
    RunPhase phase,
    boolean here,
    @Nullable String stage,
    int step,
    int totalSteps,
    int globalStep,
    int allSteps,
    double samplesPerSecond,
    @Nullable Duration timeLeft,
    @Nullable Float loss,
    @Nullable String checkpoint) {}
