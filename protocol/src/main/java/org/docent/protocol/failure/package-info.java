/**
 * How anything in Docent fails: one exception whose category says what the supervisor should do
 * about it. Everything a person reads on the command line comes from its message.
 */
@NullMarked
package org.docent.protocol.failure;

import org.jspecify.annotations.NullMarked;
