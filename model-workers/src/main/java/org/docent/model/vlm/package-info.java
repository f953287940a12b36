/**
 * The vision-language model: the sizes of its parts, read from {@code config.json}, and their
 * forward passes. Where the weights lie, and under which names in which file, belongs to {@code
 * model.weights}, which this package never uses: it takes arrays by their plain names.
 */
@NullMarked
package org.docent.model.vlm;

import org.jspecify.annotations.NullMarked;
