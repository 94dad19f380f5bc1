package io.iqdb;

import io.iqdb.memtable.Memtable;
import io.iqdb.types.Bookmark;
import io.iqdb.types.VectorId;
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
 * segment, written once. Used by one thread.
 */
final class BulkLoad {
  private final int dimension;
  private final int smallBytes;
  private final Writer writer;
  private final Bookmarks bookmarks;
  private final BulkOptions options;
  private final ChangeEncoder encoder;
  private final float[] components;
  private long read;

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
  }

  /** Loads everything; returns how many records. */
  long run(Iterator<? extends VectorRecord> source) throws Exception {
    while (source.hasNext()) {
      chunk(source);
      if (options.progress() != null) {
        options.progress().accept(read);
      }
    }
    return read;
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
      Optional<Bookmark> bookmark = bookmark();
      bookmark.ifPresent(encoder::mark);
      writer.write(encoder.write());
    }
  }

  private void large(Iterator<? extends VectorRecord> source) throws Exception {
    try (Memtable chunk = new Memtable(dimension)) {
      for (Change change : encoder.changes()) {
        append(chunk, (Change.Put) change);
      }
      encoder.clear();
      while (source.hasNext() && chunk.bytes() < options.chunkBytes()) {
        append(chunk, encoder.check(source.next()));
        read++;
      }
      writer.bulk(chunk, bookmark());
    }
  }

  /** The last record of an id wins; its place in the order is its own. */
  private void append(Memtable chunk, Change.Put put) {
    VectorId id = put.id();
    int before = chunk.newest(id);
    long sequence = chunk.rows();
    if (before >= 0) {
      chunk.kill(before, sequence);
    }
    put.vector().copyInto(components, 0);
    chunk.append(id, components, put.metadata(), put.expiresAt(), sequence);
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
