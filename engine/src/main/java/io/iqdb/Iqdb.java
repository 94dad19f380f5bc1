package io.iqdb;

import io.iqdb.error.ReadOnlyException;
import io.iqdb.observe.SearchEvent;
import io.iqdb.search.RecordScan;
import io.iqdb.search.Searcher;
import io.iqdb.store.Directory;
import io.iqdb.types.Bookmark;
import io.iqdb.types.Hit;
import io.iqdb.types.Metadata;
import io.iqdb.types.Query;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import io.iqdb.view.Current;
import io.iqdb.view.Visible;
import io.iqdb.write.Bookmarks;
import io.iqdb.write.Writer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A database of vectors in one directory, open in this process. Safe for any number of threads;
 * readers never wait for writers.
 *
 * <p>Everything it throws is an {@link io.iqdb.error.IqdbException}. A write that returned is
 * visible to every search that starts after, and is as durable as {@link OpenOptions#fsync} says. A
 * process that dies without {@link #close} loses nothing that was acknowledged.
 */
public final class Iqdb implements AutoCloseable {
  private final IqdbConfig config;
  private final Directory directory;
  private final Current current;
  private final Bookmarks bookmarks;
  private final Searcher searcher;
  private final RecoveryReport recovery;
  private final Inside inside;

  /** Null where the database was opened for reading. */
  private final @Nullable Writer writer;

  private final Encoders encoders;
  private final AtomicBoolean closed = new AtomicBoolean();

  Iqdb(IqdbConfig config, OpenOptions options, Inside inside, RecoveryReport recovery) {
    this.config = config;
    this.encoders = new Encoders(config.dimension(), options.limits());
    this.inside = inside;
    this.directory = inside.directory();
    this.current = inside.current();
    this.bookmarks = inside.bookmarks();
    this.writer = inside.writer();
    this.searcher = new Searcher(config.dimension(), config.metric());
    this.recovery = recovery;
  }

  /**
   * Creates a database in {@code path}, with the directories above it.
   *
   * @throws io.iqdb.error.NotADatabaseException where there is a database, or anything else
   * @throws io.iqdb.error.DatabaseLockedException where another opener is creating one
   */
  public static Iqdb create(Path path, IqdbConfig config, OpenOptions options) {
    return Opening.create(path, config, options);
  }

  /** Opens a database that exists, with default options. Time to open does not grow with it. */
  public static Iqdb open(Path path) {
    return open(path, OpenOptions.defaults());
  }

  /**
   * Opens a database that exists.
   *
   * @throws io.iqdb.error.NotADatabaseException where there is none
   * @throws io.iqdb.error.DatabaseLockedException where it is open elsewhere for writing; names who
   *     has it
   * @throws io.iqdb.error.CorruptFileException where damage was found; nothing was changed
   */
  public static Iqdb open(Path path, OpenOptions options) {
    return Opening.existing(path, options);
  }

  /** Opens a database, or creates it, with default options. */
  public static Iqdb open(Path path, IqdbConfig config) {
    return open(path, config, OpenOptions.defaults());
  }

  /**
   * Opens a database, or creates it.
   *
   * @throws io.iqdb.error.InvalidConfigException where it exists with another dimension or metric;
   *     names both
   */
  public static Iqdb open(Path path, IqdbConfig config, OpenOptions options) {
    return Opening.either(path, config, options);
  }

  /** Opens the newest state of a database for reading, with default options. */
  public static Iqdb openReadOnly(Path path) {
    return openReadOnly(path, OpenOptions.defaults());
  }

  /**
   * Opens the newest state of a database for reading, beside a writer in another process too. What
   * is written later is not seen; nothing is written, locked or removed.
   */
  public static Iqdb openReadOnly(Path path, OpenOptions options) {
    return Opening.readOnly(path, options);
  }

  /** A database without files, with default options; gone when closed. */
  public static Iqdb inMemory(IqdbConfig config) {
    return inMemory(config, OpenOptions.defaults());
  }

  /** A database without files; gone when closed. Sync policy and access do not matter to it. */
  public static Iqdb inMemory(IqdbConfig config, OpenOptions options) {
    return Opening.inMemory(config, options);
  }

  /** Adds or replaces a record without metadata; metadata of the one before is gone. */
  public void upsert(VectorId id, Vector vector) {
    upsert(VectorRecord.of(id, vector));
  }

  /** Adds or replaces a record. */
  public void upsert(VectorId id, Vector vector, Metadata metadata) {
    upsert(VectorRecord.of(id, vector, metadata));
  }

  /**
   * Adds or replaces a record; writers that wait together share one sync.
   *
   * @throws io.iqdb.error.DimensionMismatchException where the vector has another dimension
   * @throws io.iqdb.error.LimitExceededException where id or metadata are too large
   * @throws io.iqdb.error.DiskFullException where there is no space: nothing was written, try again
   *     later
   * @throws io.iqdb.error.WriterFailedException after a failed sync or write: reopen to recover
   */
  public void upsert(VectorRecord record) {
    ChangeEncoder encoder = encoder();
    encoder.put(record);
    commit("upsert", encoder);
  }

  /** Writes a batch: all of it, or nothing; fails as {@link #upsert(VectorRecord)} does. */
  public void write(WriteBatch batch) {
    ChangeEncoder encoder = encoder();
    for (WriteBatch.Operation operation : batch.operations()) {
      switch (operation) {
        case WriteBatch.Operation.Upsert(var record) -> encoder.put(record);
        case WriteBatch.Operation.Delete(var id) -> encoder.remove(id);
        case WriteBatch.Operation.Mark(Bookmark bookmark) -> {
          bookmarks.reserve(bookmark.name());
          encoder.mark(bookmark);
        }
      }
    }
    if (!encoder.isEmpty()) {
      commit("write a batch", encoder);
    }
  }

  /** Adds or replaces many records; see {@link #upsertAll(Iterable, BulkOptions)}. */
  public long upsertAll(Stream<VectorRecord> records) {
    return upsertAll(records.iterator(), BulkOptions.defaults());
  }

  /**
   * Adds or replaces many records, in chunks of 128 MiB; see {@link #upsertAll(Iterable,
   * BulkOptions)}.
   */
  public long upsertAll(Iterable<VectorRecord> records) {
    return upsertAll(records, BulkOptions.defaults());
  }

  /**
   * Adds or replaces many records. Each chunk happens wholly or not at all, in the order of the
   * source; large chunks are written once, straight into a segment, by a thread of their own while
   * the next one is collected, and are on disk before that one is begun to be written, whatever the
   * sync policy. Where the source throws, the chunks before are in; where a chunk fails, nothing
   * behind it is.
   *
   * @return how many records were read
   */
  public long upsertAll(Iterable<VectorRecord> records, BulkOptions how) {
    return upsertAll(records.iterator(), how);
  }

  private long upsertAll(Iterator<VectorRecord> records, BulkOptions how) {
    Writer open = writer();
    ChangeEncoder encoder = encoder();
    BulkLoad load =
        new BulkLoad(
            config.dimension(), inside.tuning().smallChunkBytes(), open, bookmarks, how, encoder);
    return Failures.translate("bulk load", () -> load.run(records));
  }

  /**
   * Deletes a record.
   *
   * @return whether it was there; where it was not, nothing is written
   */
  public boolean delete(VectorId id) {
    Writer open = writer();
    boolean there = reading("delete", visible -> RecordScan.contains(visible, id));
    if (!there) {
      open.health().check();
      return false;
    }
    ChangeEncoder encoder = encoder();
    encoder.remove(id);
    return commit("delete", encoder);
  }

  /** Whether a deletion among the changes found a record. */
  private boolean commit(String what, ChangeEncoder encoder) {
    Writer open = writer();
    var write = encoder.write();
    Failures.translate(
        what,
        () -> {
          open.write(write);
          return true;
        });
    encoders.giveBack(encoder);
    return write.removed();
  }

  private ChangeEncoder encoder() {
    writer();
    return encoders.take();
  }

  private Writer writer() {
    if (writer == null) {
      throw new ReadOnlyException("the database was opened for reading");
    }
    current.newest(); // throws where the database is closed
    return writer;
  }

  /** The record of an id. */
  public Optional<VectorRecord> get(VectorId id) {
    return reading("get", visible -> RecordScan.find(visible, id));
  }

  /** How many records there are. */
  public long size() {
    return current.newest().live();
  }

  /** Whether there is no record. */
  public boolean isEmpty() {
    return size() == 0;
  }

  /** The newest value of a bookmark. */
  public Optional<byte[]> bookmark(String name) {
    current.newest();
    return bookmarks.get(name);
  }

  /**
   * Visits every record of one snapshot, in the order of insertion. Writers go on meanwhile, and
   * are not seen.
   */
  public void forEach(Consumer<? super VectorRecord> visitor) {
    this.<@Nullable Void>reading(
        "scan",
        visible -> {
          RecordScan.forEach(visible, visitor);
          return null;
        });
  }

  /**
   * The nearest records, nearest first; ties in the order of insertion. Exact. Allocates the result
   * alone.
   *
   * @return at most {@code query.k()} hits; fewer only where fewer records match
   * @throws io.iqdb.error.DimensionMismatchException where the query has another dimension
   * @throws io.iqdb.error.InvalidFilterException where its filter is malformed
   */
  public List<Hit> search(Query query) {
    current.newest();
    searcher.validate(query);
    SearchEvent event = SearchEvent.started();
    Visible visible = current.acquire();
    try {
      List<Hit> hits = searcher.search(visible, query);
      if (event != null) {
        record(event, query, visible, hits.size());
      }
      return hits;
    } catch (IOException failure) {
      throw Failures.translated("search", failure);
    } finally {
      visible.view().release();
    }
  }

  private static void record(SearchEvent event, Query query, Visible visible, int hits) {
    boolean filtered = query.filter() != null || query.predicate() != null;
    int segments = visible.view().segments().size();
    event.finish(query.k(), filtered, segments, visible.live(), hits);
  }

  /**
   * The hits of each query, in their order, all of one snapshot; faster than one after the other.
   */
  public List<List<Hit>> search(List<Query> queries) {
    current.newest();
    queries.forEach(searcher::validate);
    return reading("search", visible -> searcher.search(visible, queries));
  }

  private <R extends @Nullable Object> R reading(String what, Inside.Reading<R> reading) {
    return Failures.translate(
        what,
        () -> {
          Visible visible = current.acquire();
          try {
            return reading.read(visible);
          } finally {
            visible.view().release();
          }
        });
  }

  /**
   * Turns what is in memory into a segment and forgets the log that held it. Cost follows what is
   * in memory.
   */
  public void flush() {
    Writer open = writer();
    Failures.translate(
        "flush",
        () -> {
          open.flush();
          return true;
        });
  }

  /** Makes every acknowledged write durable, whatever the sync policy. */
  public void sync() {
    Writer open = writer();
    Failures.translate(
        "sync",
        () -> {
          open.sync();
          return true;
        });
  }

  /** What the database was created with. */
  public IqdbConfig config() {
    return config;
  }

  /** What opening it had to do. */
  public RecoveryReport recovery() {
    return recovery;
  }

  /** What it holds, and in which files. */
  public DatabaseInfo info() {
    return reading("info", visible -> inside.info(visible, config));
  }

  /** Where it is. */
  public String path() {
    return directory.describe();
  }

  /**
   * Flushes and lets go of everything; idempotent. Searches that run finish. Where flushing fails,
   * everything was let go all the same, and what was acknowledged is in the log.
   */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      Failures.translate(
          "close",
          () -> {
            inside.close();
            return true;
          });
    }
  }
}
