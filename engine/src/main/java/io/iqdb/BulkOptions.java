package io.iqdb;

import io.iqdb.error.Require;
import io.iqdb.types.Bookmark;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * How {@link Iqdb#upsertAll} cuts its source into chunks and what it tells of them.
 *
 * @param chunkBytes size at which a chunk ends, 4 KiB to 4 GiB; two chunks are held in memory: one
 *     is written while the next one is collected
 * @param bookmark given the number of records read so far, the bookmark that becomes durable with
 *     the chunk they end; null for none
 * @param progress told the number of records that are acknowledged, on the calling thread: after
 *     each chunk, at the latest when the next one is complete; null for none
 */
public record BulkOptions(
    long chunkBytes, @Nullable LongFunction<Bookmark> bookmark, @Nullable LongConsumer progress) {
  private static final BulkOptions DEFAULTS = new BulkOptions(128L << 20, null, null);

  /** Checks the range of the chunk's size. */
  public BulkOptions {
    Require.argument(
        chunkBytes >= 4 << 10 && chunkBytes <= 4L << 30,
        "chunk size of %d bytes is outside 4 KiB to 4 GiB",
        chunkBytes);
  }

  /** Chunks of 128 MiB, no bookmark, no progress. */
  public static BulkOptions defaults() {
    return DEFAULTS;
  }

  /** The same with another size of a chunk. */
  public BulkOptions chunkBytes(long bytes) {
    return new BulkOptions(bytes, bookmark, progress);
  }

  /** The same with a bookmark for each chunk. */
  public BulkOptions bookmark(LongFunction<Bookmark> ofRecordsRead) {
    return new BulkOptions(chunkBytes, ofRecordsRead, progress);
  }

  /** The same with progress reports. */
  public BulkOptions progress(LongConsumer ofRecordsAcknowledged) {
    return new BulkOptions(chunkBytes, bookmark, ofRecordsAcknowledged);
  }
}
