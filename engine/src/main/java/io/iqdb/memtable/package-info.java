/**
 * The memtable: what was written since the last flush, searchable at once.
 *
 * <p>Owns off-heap slabs with the row stride of a segment, row heads in primitive arrays, an id
 * table and metadata slabs. Uses the vocabulary alone. One thread at a time appends (the leader of
 * the write queue, or recovery); any number of threads read beside it, without a lock: a row is
 * filled before it is counted, and its death is a sequence number that a snapshot compares with its
 * own.
 */
@NullMarked
package io.iqdb.memtable;

import org.jspecify.annotations.NullMarked;
