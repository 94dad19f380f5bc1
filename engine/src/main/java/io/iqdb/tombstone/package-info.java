/**
 * Tombstone files: which rows of a segment are deleted, in one generation.
 *
 * <p>Uses {@code io.iqdb.sealed}, {@code io.iqdb.store} and {@code io.iqdb.format}. Flush, bulk
 * load and merge write them, recovery and readers read them, each on its own thread; nothing is
 * shared.
 */
@NullMarked
package io.iqdb.tombstone;

import org.jspecify.annotations.NullMarked;
