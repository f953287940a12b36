/**
 * From LLaVA JSON and image files to the arrays of a micro-batch: records, pixels equal to
 * Pillow's, samples, the splice of visual tokens and the batch that teacher and student build
 * alike. Plain Java arrays only: what needs a tensor engine belongs elsewhere.
 */
@NullMarked
package org.docent.model.data;

import org.jspecify.annotations.NullMarked;
