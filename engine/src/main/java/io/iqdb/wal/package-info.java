/**
 * The write-ahead log in files: one writer, and a replay that tells the end of a log from damage.
 * Owns nothing but the position in an open file. Uses {@code io.iqdb.format.wal} for the layout and
 * {@code io.iqdb.store} for the files. The leader of the write queue enters the writer, the sync
 * timer beside it; recovery, {@code check} and read-only openers enter the replay.
 */
@NullMarked
package io.iqdb.wal;

import org.jspecify.annotations.NullMarked;
