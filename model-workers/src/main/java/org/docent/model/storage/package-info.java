/**
 * Writing to disk so that a kill or a full disk leaves either the old or the new, never a half.
 * Only bytes, files and folders belong here; what they mean belongs to the packages that write
 * them.
 */
@NullMarked
package org.docent.model.storage;

import org.jspecify.annotations.NullMarked;
