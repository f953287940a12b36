/**
 * From conversations to token ids and labels: the tokenizer of a model folder, LLaVA-KD's chat
 * templates and its rule of what is supervised. Images and batches belong to the data package.
 */
@NullMarked
package org.docent.model.text;

import org.jspecify.annotations.NullMarked;
