package org.docent.protocol.status;

import org.docent.protocol.id.TeacherId;

/**
 * One teacher worker.
 *
 * @param leases micro-batches it computes or has queued
 * @param signals micro-batches it holds ready
 * @param samplesPerSecond that it computed lately, idle times included; 0 when it computed none
 */
public record TeacherStatus(
    TeacherId id, TeacherState state, int leases, int signals, double samplesPerSecond) {}
