package org.docent.model.weights;

import java.nio.file.Path;

/** Where a tensor lies uncompressed: a file, and the offset of its first byte. */
public record FileRegion(Path file, long begin) {}
