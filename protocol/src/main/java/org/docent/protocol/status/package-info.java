/**
 * Where a run stands, as it is told to people and machines. Plain values: who gathers them belongs
 * to the coordinator, how they are shown to the commands and the management endpoint.
 */
@NullMarked
package org.docent.protocol.status;

import org.jspecify.annotations.NullMarked;
