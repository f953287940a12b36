/**
 * Checkpoints as folders: committed whole, verified before use, kept by count. What a checkpoint
 * holds is the affair of the one who writes it; here it is files with sizes and checksums.
 */
@NullMarked
package org.docent.model.checkpoint;

import org.jspecify.annotations.NullMarked;
