/**
 * The file formats benchmarks come in and servers take: JSON as Python writes it, tables of tabs,
 * spreadsheets. What stands in them is another package's matter.
 */
@NullMarked
package org.docent.model.eval.file;

import org.jspecify.annotations.NullMarked;
