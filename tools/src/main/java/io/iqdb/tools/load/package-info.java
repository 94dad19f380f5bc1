/**
 * Import and export: from files to the database and back.
 *
 * <p>May use the readers, {@code io.iqdb.tools.json} and the engine's doors. The thread of the
 * command drives it; parsing runs on threads of its own.
 */
@NullMarked
package io.iqdb.tools.load;

import org.jspecify.annotations.NullMarked;
