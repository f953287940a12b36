package org.docent.coordinator.serve;

import org.docent.model.generate.GenerationSettings;

/**
 * A request for a chat completion, read and found to be one that can be answered.
 *
 * @param stream whether the answer is wanted as it comes
 * @param includeUsage whether a stream ends with what it took
 */
record ChatRequest(
    ChatMessages messages, GenerationSettings settings, boolean stream, boolean includeUsage) {}
