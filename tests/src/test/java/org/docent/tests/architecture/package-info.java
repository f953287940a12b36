/**
 * The rules of the house, checked over compiled classes and source files: who may see whom, where
 * engines and clocks may be called, what every package and file must have. No behaviour.
 */
@NullMarked
package org.docent.tests.architecture;

import org.jspecify.annotations.NullMarked;
