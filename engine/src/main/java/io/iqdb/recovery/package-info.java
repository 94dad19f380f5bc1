/**
 * From files to a database: reads the newest manifest, opens what it names, replays the log, and
 * sweeps what nothing names.
 *
 * <p>Entered by the thread that opens, before anybody else has the database; {@code check} enters
 * it beside a live writer. Writes nothing itself but manifest 1: what was replayed goes to new
 * files through {@code io.iqdb.write}.
 */
@NullMarked
package io.iqdb.recovery;

import org.jspecify.annotations.NullMarked;
