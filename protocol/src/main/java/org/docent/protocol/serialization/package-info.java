/**
 * The Kryo serializer of the control plane: an explicit, append-only list of wire ids and nothing
 * else. A class that is not listed is refused in both directions.
 */
@NullMarked
package org.docent.protocol.serialization;

import org.jspecify.annotations.NullMarked;
