package org.docent.coordinator.simulation;

import java.util.List;

/**
 * What a coordinator carried; heaps are those after a collection.
 *
 * @param window micro-batches that may be open at once
 * @param leases that were given
 * @param decisionsPerSecond leases a second, with all that belongs to each: asked for, given, said
 *     to be ready, announced, applied and released
 * @param microsPerDecision the time of one
 * @param microsPerHeartbeat the time of a teacher's word that it is there
 * @param crowds what coordinators with that many teachers take when all have their leases
 * @param planBytes what a stage's plan takes where two epochs meet
 */
public record LoadReport(
    LoadWork work,
    int window,
    long leases,
    double decisionsPerSecond,
    double microsPerDecision,
    double microsPerHeartbeat,
    List<Heap> crowds,
    long planBytes,
    long heapAtBegin,
    long heapAtEnd) {

  public LoadReport {
    crowds = List.copyOf(crowds);
  }

  /** Of so many teachers. */
  public record Heap(int teachers, long bytes) {}

  /** How far it is. */
  public record Progress(long leases, double decisionsPerSecond, long heapBytes) {}
}
