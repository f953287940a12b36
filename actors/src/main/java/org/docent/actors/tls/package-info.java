/**
 * TLS of a machine's ends of both planes, from one set of PEM files: who is let in, and what is
 * said to whom is not. What travels inside belongs to the planes.
 */
@NullMarked
package org.docent.actors.tls;

import org.jspecify.annotations.NullMarked;
