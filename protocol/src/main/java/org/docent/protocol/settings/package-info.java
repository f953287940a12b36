/**
 * The configuration as validated records, and the loader that makes them from HOCON. Every key
 * stands in reference.conf with comment, unit and default. Nothing below a node's guardian sees a
 * Config object.
 */
@NullMarked
package org.docent.protocol.settings;

import org.jspecify.annotations.NullMarked;
