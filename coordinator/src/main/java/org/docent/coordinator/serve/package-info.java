/**
 * A model behind OpenAI's chat-completions API: HTTP, JSON in and out, what is refused and how.
 * Knows nothing of tensors: prompts and answers belong to {@code org.docent.model.generate}.
 */
@NullMarked
package org.docent.coordinator.serve;

import org.jspecify.annotations.NullMarked;
