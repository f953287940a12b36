/** What the coordinator's tests share. */
@NullMarked
package org.docent.coordinator;

import org.jspecify.annotations.NullMarked;
