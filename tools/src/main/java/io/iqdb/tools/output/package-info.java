/**
 * What people read: tables, figures with units, progress on a terminal.
 *
 * <p>Uses nothing of the project. The thread of the command enters it; the progress bar draws on a
 * thread of its own.
 */
@NullMarked
package io.iqdb.tools.output;

import org.jspecify.annotations.NullMarked;
