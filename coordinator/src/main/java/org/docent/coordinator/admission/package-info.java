/**
 * Who may compute for a run: teachers prove themselves before they get work and are watched after.
 * Pure decisions; what follows from them is {@code run}'s.
 */
@NullMarked
package org.docent.coordinator.admission;

import org.jspecify.annotations.NullMarked;
