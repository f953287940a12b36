/**
 * What processes that share a benchmark agree on. Questions and answers are the model's business.
 */
@NullMarked
package org.docent.protocol.exam;

import org.jspecify.annotations.NullMarked;
