/**
 * Tokens out of a trained model: greedy decoding with a cache, and greedy predictions under teacher
 * forcing. Text in and text out are the tokenizer's business.
 */
@NullMarked
package org.docent.model.generate;

import org.jspecify.annotations.NullMarked;
