package org.docent.coordinator.cli;

import java.util.List;
import org.docent.coordinator.forecast.Link;
import org.docent.coordinator.forecast.Rate;
import org.jspecify.annotations.Nullable;

/**
 * How a run is to be predicted.
 *
 * @param microBatches to measure speeds on
 * @param records to run through the tokenizer at most
 * @param teacher of one teacher; null to measure it
 * @param student of one student; null to measure it
 * @param links to predict for
 */
record PlanWork(
    int microBatches,
    int records,
    @Nullable Rate teacher,
    @Nullable Rate student,
    List<Link> links) {}
