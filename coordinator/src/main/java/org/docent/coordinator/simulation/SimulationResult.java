package org.docent.coordinator.simulation;

/**
 * What happened in a simulation that held to everything.
 *
 * @param leases that were given
 * @param planned micro-batches for which a teacher is needed
 * @param coordinators that were there, one after another
 * @param badTeachersQuarantined counted for each coordinator
 * @param simulatedMillis how long it took in its own time
 */
public record SimulationResult(
    long leases, int planned, int coordinators, int badTeachersQuarantined, long simulatedMillis) {}
