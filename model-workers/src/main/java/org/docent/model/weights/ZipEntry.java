package org.docent.model.weights;

/**
 * What the directory of a zip file says of an entry.
 *
 * @param header where its own header begins in the file; its bytes follow that
 */
record ZipEntry(String name, boolean stored, long bytes, long header) {}
