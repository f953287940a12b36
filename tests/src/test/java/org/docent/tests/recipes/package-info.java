/** The configurations that ship in conf, read as a user's run would read them. */
@NullMarked
package org.docent.tests.recipes;

import org.jspecify.annotations.NullMarked;
