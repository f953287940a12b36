/**
 * What a trained model says: tokens chosen with a cache of keys and values, one sequence or many
 * together, answers and conversations made of them, and greedy predictions under teacher forcing.
 */
@NullMarked
package org.docent.model.generate;

import org.jspecify.annotations.NullMarked;
