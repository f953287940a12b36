/**
 * Weights as files: the safetensors format, the files of torch.save, the folder layouts of Hugging
 * Face and TinyLLaVA, and the way between a file and float32 arrays. What the weights compute
 * belongs to {@code model.vlm}, which this package may use and which never uses this one.
 */
@NullMarked
package org.docent.model.weights;

import org.jspecify.annotations.NullMarked;
