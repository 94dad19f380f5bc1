/**
 * The command line: one class a command, each a thin shell around the engine's doors.
 *
 * <p>Owns arguments, exit codes and what is printed. May use everything below {@code io.iqdb.tools}
 * and the engine's doors. The main thread enters it.
 */
@NullMarked
package io.iqdb.tools;

import org.jspecify.annotations.NullMarked;
