package org.docent.coordinator.advice;

/**
 * Where the time of a step went.
 *
 * @param samples of the step
 * @param computeSeconds time on the device
 * @param waitSeconds time the device stood idle for want of a signal
 * @param atSeconds when the step was done, since any fixed moment
 */
public record StepTime(int samples, double computeSeconds, double waitSeconds, double atSeconds) {}
