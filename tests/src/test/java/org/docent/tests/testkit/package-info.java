/**
 * What tests of whole processes share: starting the command, reading what it wrote. No expectations
 * of their own.
 */
@NullMarked
package org.docent.tests.testkit;

import org.jspecify.annotations.NullMarked;
