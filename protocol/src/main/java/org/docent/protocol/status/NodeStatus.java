package org.docent.protocol.status;

/**
 * One member of the cluster.
 *
 * @param role {@code coordinator}, {@code student}, {@code teacher} or {@code client}
 * @param address {@code host:port}
 * @param reachable whether it answers
 * @param active whether it is the coordinator at work, or has a trainer or worker at work; others
 *     of these roles stand by
 */
public record NodeStatus(String role, String address, boolean reachable, boolean active) {}
