/**
 * The quickstart's own small world: pictures of shapes, questions about them, a word-level
 * tokenizer, untrained model folders, and the pieces of its report. Training, evaluation and
 * anything that knows of a cluster belong elsewhere: this package writes files that the ordinary
 * commands read, and turns scores into tables and pictures. Pure but for the files it writes;
 * randomness comes from seeds that are passed in.
 */
@NullMarked
package org.docent.coordinator.cli.quickstart;

import org.jspecify.annotations.NullMarked;
