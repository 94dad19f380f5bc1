/**
 * The write side: group commit, the write-ahead log's life, flush, bulk chunks.
 *
 * <p>Everything that changes what the database is runs as leader of the {@link
 * io.iqdb.write.WriteQueue}, one at a time; callers' threads, the flush thread and the sync timer
 * enter it. Reads and writes files through {@code io.iqdb.store} and the packages of each file
 * kind.
 */
@NullMarked
package io.iqdb.write;

import org.jspecify.annotations.NullMarked;
