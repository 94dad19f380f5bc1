/**
 * What a reader sees: an immutable list of segments and memtables, pinned by a reference count, at
 * one sequence number.
 *
 * <p>Owns no file: segments and memtables are handed in and let go when the last view that holds
 * them goes. The leader of the write queue publishes views; any thread reads them, without a lock
 * and without waiting.
 */
@NullMarked
package io.iqdb.view;

import org.jspecify.annotations.NullMarked;
