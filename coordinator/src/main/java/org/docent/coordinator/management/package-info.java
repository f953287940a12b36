/**
 * The run as machines see it: its status as JSON, and an HTTP endpoint that only reads. Decides
 * nothing, changes nothing, and never makes the coordinator wait.
 */
@NullMarked
package org.docent.coordinator.management;

import org.jspecify.annotations.NullMarked;
