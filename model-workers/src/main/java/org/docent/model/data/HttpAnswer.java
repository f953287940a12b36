package org.docent.model.data;

import org.jspecify.annotations.Nullable;

/**
 * What a server answered.
 *
 * @param location where it sends the asker instead, else null
 * @param body empty where it sends elsewhere
 */
@SuppressWarnings("ArrayRecordComponent") // on its way to an EncodedImage, never compared
record HttpAnswer(@Nullable String location, byte[] body) {}
