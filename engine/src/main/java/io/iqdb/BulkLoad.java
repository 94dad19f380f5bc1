package io.iqdb;

import io.iqdb.memtable.Memtable;
import io.iqdb.memtable.SlabPool;
import io.iqdb.types.Bookmark;
import io.iqdb.types.VectorRecord;
import io.iqdb.write.Bookmarks;
import io.iqdb.write.Change;
import io.iqdb.write.Writer;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * One run of {@link Iqdb#upsertAll}: cuts the source into chunks, each of which happens wholly or
 * not at all. A chunk that stays small becomes one frame of the log; one that grows becomes a
 * segment, written once, while the next one is collected. Used by one thread.
 */
final class BulkLoad {
  private final int dimension;
  private final int smallBytes;
  private final Writer writer;
  private final Bookmarks bookmarks;
  private final BulkOptions options;
  private final ChangeEncoder encoder;
  private final float[] components;
  private final SlabPool slabs = new SlabPool();
  private final ChunkInFlight inFlight;
  private long read;

  /** Records read when the chunk under way was handed over. */
  private long handedOver;

  BulkLoad(
      int dimension,
      int smallBytes,
      Writer writer,
      Bookmarks bookmarks,
      BulkOptions options,
      ChangeEncoder encoder) {
    this.dimension = dimension;
    this.smallBytes = smallBytes;
    this.writer = writer;
    this.bookmarks = bookmarks;
    this.options = options;
    this.encoder = encoder;
    this.components = new float[dimension];
    this.inFlight = new ChunkInFlight(writer);
  }

  /** Loads everything; returns how many records. */
  long run(Iterator<? extends VectorRecord> source) throws Exception {
    try (SlabPool _ = slabs;
        ChunkInFlight _ = inFlight) {
      try {
        while (source.hasNext()) {
          chunk(source);
        }
      } catch (Exception | Error failure) {
        settleAfter(failure);
        throw failure;
      }
      settle();
    }
    return read;
  }

  /**
   * Waits for the chunk under way although the next one failed: who sees that {@code later} failed
   * may rely on the chunk before.
   */
  private void settleAfter(Throwable later) throws Exception {
    try {
      settle();
    } catch (Exception | Error first) {
      first.addSuppressed(later);
      throw first;
    }
  }

  /** Waits for the chunk under way and tells of it. */
  private void settle() throws Exception {
    if (inFlight.await()) {
      tell(handedOver);
    }
  }

  private void tell(long acknowledged) {
    if (options.progress() != null) {
      options.progress().accept(acknowledged);
    }
  }

  private void chunk(Iterator<? extends VectorRecord> source) throws Exception {
    encoder.clear();
    long small = Math.min(smallBytes, options.chunkBytes());
    while (source.hasNext() && encoder.bytes() < small) {
      encoder.put(source.next());
      read++;
    }
    if (source.hasNext() && small < options.chunkBytes()) {
      large(source);
    } else {
      settle();
      bookmark().ifPresent(encoder::mark);
      writer.write(encoder.write());
      tell(read);
    }
  }

  private void large(Iterator<? extends VectorRecord> source) throws Exception {
    Memtable chunk = new Memtable(dimension, slabs);
    Optional<Bookmark> bookmark;
    try {
      for (Change change : encoder.changes()) {
        append(chunk, (Change.Put) change);
      }
      encoder.clear();
      while (chunk.bytes() < options.chunkBytes() && source.hasNext()) {
        append(chunk, encoder.check(source.next()));
        read++;
      }
      settle();
      bookmark = bookmark();
    } catch (Exception | Error failure) {
      chunk.close();
      throw failure;
    }
    commit(chunk, bookmark);
  }

  /** Commits beside the reading of the next chunk; the last one, which is not full, right here. */
  private void commit(Memtable chunk, Optional<Bookmark> bookmark) throws Exception {
    if (chunk.bytes() >= options.chunkBytes()) {
      inFlight.begin(chunk, bookmark);
      handedOver = read;
    } else {
      try (chunk) {
        writer.bulk(chunk, bookmark);
      }
      tell(read);
    }
  }

  /** The last record of an id wins; its place in the order is its own. */
  private void append(Memtable chunk, Change.Put put) {
    put.vector().copyInto(components, 0);
    chunk.replace(put.id(), components, put.metadata(), put.expiresAt(), chunk.rows());
  }

  private Optional<Bookmark> bookmark() {
    LongFunction<Bookmark> ofRecordsRead = options.bookmark();
    if (ofRecordsRead == null) {
      return Optional.empty();
    }
    Bookmark bookmark = ofRecordsRead.apply(read);
    bookmarks.reserve(bookmark.name());
    return Optional.of(bookmark);
  }
}
