/**
 * Commands that look at a running cluster or tell it something: where its coordinator is, a member
 * that joins for a moment, and how what it hears is shown. What is asked and answered is the
 * control plane's, in protocol.
 */
@NullMarked
package org.docent.coordinator.cli.client;

import org.jspecify.annotations.NullMarked;
