package org.docent.protocol.settings;

/**
 * A configuration that was read.
 *
 * @param resolvedText every effective value as HOCON with absolute paths and no substitutions;
 *     {@link SettingsLoader#parse} makes equal settings of it on any node
 */
public record LoadedRun(RunSettings settings, String resolvedText) {}
