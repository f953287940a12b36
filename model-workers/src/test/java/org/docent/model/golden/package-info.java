/** Golden numbers of tests/golden/make_compute.py as models and batches. */
@NullMarked
package org.docent.model.golden;

import org.jspecify.annotations.NullMarked;
