/**
 * The write-ahead log ({@code spec/FORMAT.md}, write-ahead log): its frames, the records in them,
 * and how a reader tells the end of a log from damage. Owns the layout; knows no file. Encoders,
 * decoders and readers reuse their buffers: one thread at a time each. Writers' threads enter with
 * {@link io.iqdb.format.wal.EncodedRecords}, the leader of a group with {@link
 * io.iqdb.format.wal.WalFrameEncoder}, recovery with {@link io.iqdb.format.wal.WalFrameReader}.
 */
@NullMarked
package io.iqdb.format.wal;

import org.jspecify.annotations.NullMarked;
