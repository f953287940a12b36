/**
 * The command as a user has it: real processes, real clusters, real files, from configuration to
 * trained model.
 */
@NullMarked
package org.docent.tests.endtoend;

import org.jspecify.annotations.NullMarked;
