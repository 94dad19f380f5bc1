package io.iqdb;

import io.iqdb.error.ReadOnlyException;
import io.iqdb.policy.MergePolicy;
import io.iqdb.policy.MergeScheduling;
import io.iqdb.policy.SegmentDescription;
import io.iqdb.recovery.Follower;
import io.iqdb.search.RecordCount;
import io.iqdb.search.RecordScan;
import io.iqdb.search.Searcher;
import io.iqdb.store.Directory;
import io.iqdb.types.Bookmark;
import io.iqdb.types.Filter;
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
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
public final class Iqdb implements RecordReader, AutoCloseable {
  private final IqdbConfig config;
  private final Directory directory;
  private final Current current;
  private final Bookmarks bookmarks;
  private final Searcher searcher;
  private final RecoveryReport recovery;
  final Inside inside;

  /** Null where the database was opened for reading. */
  private final @Nullable Writer writer;

  private final Encoders encoders;
  private final InstantSource clock;
  private final AtomicBoolean closed = new AtomicBoolean();

  Iqdb(IqdbConfig config, OpenOptions options, Inside inside, RecoveryReport recovery) {
    this.config = config;
    this.encoders = new Encoders(config.dimension(), options.limits());
    this.clock = options.clock();
    this.inside = inside;
    this.directory = inside.directory();
    this.current = inside.current();
    this.bookmarks = inside.bookmarks();
    this.writer = inside.writer();
    this.searcher = new Searcher(config.dimension(), config.metric(), current.searches());
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
   * is written later is seen after a {@link #refresh}; nothing is written, locked or removed.
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
        case WriteBatch.Operation.Delete(var id) -> encoder.remove(id, now());
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
   * Deletes a record; one that has expired, too.
   *
   * @return whether it was there and had not expired; where there is nothing, nothing is written
   */
  public boolean delete(VectorId id) {
    Writer open = writer();
    boolean lives = reading("delete", visible -> RecordScan.lives(visible, id));
    if (!lives) {
      open.health().check();
      return false;
    }
    ChangeEncoder encoder = encoder();
    encoder.remove(id, now());
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

  /**
   * Deletes every record that matches {@code filter} now. Goes through a snapshot in batches, each
   * of which happens wholly or not at all, beside other writers: a record that is written anew
   * meanwhile stays, whether or not it matches. Memory does not grow with the number. Costs a pass
   * over all records, and what so many deletions cost. Where it fails, the batches before are in.
   *
   * @return how many records were deleted
   * @throws io.iqdb.error.InvalidFilterException where the filter is malformed
   * @throws io.iqdb.error.ReadOnlyException where the database was opened for reading
   * @throws io.iqdb.error.DiskFullException where what is kept for deletes is used up too
   * @throws io.iqdb.error.CorruptFileException where a segment that it reads is damaged
   * @throws io.iqdb.error.StorageException where the disk fails; later writes throw {@link
   *     io.iqdb.error.WriterFailedException}
   */
  public long deleteAll(Filter filter) {
    Writer open = writer();
    open.health().check();
    try (Snapshot snapshot = snapshot(Thread.currentThread().getName() + ", deleting")) {
      return snapshot.deleteAll(filter, open);
    }
  }

  private ChangeEncoder encoder() {
    writer();
    return encoders.take();
  }

  Writer writer() {
    if (writer == null) {
      throw new ReadOnlyException("the database was opened for reading");
    }
    current.newest(); // throws where the database is closed
    return writer;
  }

  @Override
  public Optional<VectorRecord> get(VectorId id) {
    long now = now();
    return reading("get", visible -> RecordScan.find(visible, now, id));
  }

  @Override
  public boolean contains(VectorId id) {
    long now = now();
    return reading("look for an id", visible -> RecordScan.contains(visible, now, id));
  }

  @Override
  public long size() {
    long now = now();
    Visible newest = current.newest();
    return RecordCount.isKnown(newest, now)
        ? newest.live()
        : reading("size", visible -> RecordCount.all(visible, now));
  }

  /** The time that a read which starts now holds on to; the only use of the clock for reading. */
  private long now() {
    return clock.millis();
  }

  /** The newest value of a bookmark. */
  public Optional<byte[]> bookmark(String name) {
    current.newest();
    return bookmarks.get(name);
  }

  @Override
  public void forEach(Consumer<? super VectorRecord> visitor) {
    long now = now();
    this.<@Nullable Void>reading(
        "scan",
        visible -> {
          RecordScan.forEach(visible, now, visitor);
          return null;
        });
  }

  @Override
  public List<Hit> search(Query query) {
    current.newest();
    searcher.validate(query);
    long now = now();
    Visible visible = current.acquire();
    try {
      return OneSearch.run(searcher, visible, now, query);
    } finally {
      visible.view().release();
    }
  }

  @Override
  public List<List<Hit>> search(List<Query> queries) {
    current.newest();
    queries.forEach(searcher::validate);
    long now = now();
    return reading("search", visible -> searcher.search(visible, now, queries));
  }

  /**
   * Takes a database that was opened for reading to the newest state that its writer has reached,
   * in whatever process. Files that are open already are used again; cost follows what was written
   * since, and what is in memory there after each flush. Searches that run finish on the state
   * before, and snapshots keep theirs. Where it fails the state before stays. Whoever opened for
   * writing sees everything already.
   *
   * @return whether there was anything newer
   * @throws io.iqdb.error.CorruptFileException where damage was found
   */
  public boolean refresh() {
    current.newest();
    Follower follower = inside.follower();
    return follower != null && Failures.translate("refresh", follower::refresh);
  }

  @Override
  public long count(Filter filter) {
    long now = now();
    return reading("count", visible -> RecordCount.matching(visible, now, filter));
  }

  /** The database as it is now, until the snapshot is closed; named after this thread. */
  public Snapshot snapshot() {
    return snapshot(Thread.currentThread().getName());
  }

  /**
   * The database as it is now, until the snapshot is closed.
   *
   * @param holder who wants it, for {@link #snapshots} and for errors that name who holds what
   */
  public Snapshot snapshot(String holder) {
    long now = now();
    return new Snapshot(inside.snapshots().pin(current, now, holder), now, searcher);
  }

  /** The snapshots that are held, oldest first. */
  public List<SnapshotInfo> snapshots() {
    current.newest();
    return inside.snapshots().open().stream()
        .map(pin ->
            new SnapshotInfo(
                pin.number(), Instant.ofEpochMilli(pin.since()), pin.sequence(), pin.holder()))
        .toList();
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
   *
   * @throws io.iqdb.error.ReadOnlyException where the database was opened for reading
   * @throws io.iqdb.error.DiskFullException where there is no space: nothing is lost, and it may be
   *     tried again
   * @throws io.iqdb.error.StorageException where the disk fails; later writes throw {@link
   *     io.iqdb.error.WriterFailedException}
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

  /**
   * Begins to merge to the best layout that the merge policy knows, once what is in memory is
   * flushed; most of the data may be written again. Returns as soon as it is flushed.
   *
   * @throws io.iqdb.error.ReadOnlyException where the database was opened for reading
   * @throws io.iqdb.error.DiskFullException where there is no space to flush; where there is none
   *     to merge, {@link Optimization#join} says so
   * @throws io.iqdb.error.StorageException where the disk fails while it flushes, or no thread can
   *     be started to merge
   */
  public Optimization optimize() {
    MergePolicy policy = mergePolicy();
    flush();
    return new Optimization(writer().merges().submit(policy::optimize, false));
  }

  /**
   * Begins to give back the space of deleted, replaced and expired records; segments without any
   * are left alone, each of the others is written again. Returns as soon as what is in memory is
   * flushed.
   *
   * @throws io.iqdb.error.ReadOnlyException where the database was opened for reading
   * @throws io.iqdb.error.DiskFullException where there is no space to flush; where there is none
   *     to merge, {@link Optimization#join} says so
   * @throws io.iqdb.error.StorageException where the disk fails while it flushes, or no thread can
   *     be started to merge
   */
  public Optimization reclaim() {
    MergePolicy policy = mergePolicy();
    flush();
    return new Optimization(writer().merges().submit(policy::reclaim, false));
  }

  /**
   * What is being merged, what was and what would be. Costs nothing.
   *
   * @throws io.iqdb.error.ReadOnlyException where the database was opened for reading
   */
  public Merges merges() {
    return new Merges(writer().merges());
  }

  /**
   * What chooses which segments are merged.
   *
   * @throws io.iqdb.error.ReadOnlyException where the database was opened for reading
   */
  public MergePolicy mergePolicy() {
    return writer().merges().policy();
  }

  /**
   * Chooses otherwise from now on; not stored. Merges that run go on. Returns at once; the policy
   * is asked in the background.
   *
   * @throws io.iqdb.error.ReadOnlyException where the database was opened for reading
   */
  public void mergePolicy(MergePolicy policy) {
    writer().merges().policy(policy);
  }

  /**
   * How merges run.
   *
   * @throws io.iqdb.error.ReadOnlyException where the database was opened for reading
   */
  public MergeScheduling mergeScheduling() {
    return writer().merges().scheduling();
  }

  /**
   * Runs merges otherwise from now on, those that run included; not stored. Returns at once.
   *
   * @throws io.iqdb.error.ReadOnlyException where the database was opened for reading
   */
  public void mergeScheduling(MergeScheduling scheduling) {
    writer().merges().scheduling(scheduling);
  }

  /** Merges as {@code how} says where it does not do so yet; nothing where it is for reading. */
  void applyMergeOptions(OpenOptions how) {
    if (writer == null) {
      return;
    }
    if (!mergePolicy().equals(how.mergePolicy())) {
      mergePolicy(how.mergePolicy());
    }
    if (!mergeScheduling().equals(how.mergeScheduling())) {
      mergeScheduling(how.mergeScheduling());
    }
  }

  /**
   * Makes every acknowledged write durable, whatever the sync policy. Costs a sync where something
   * is not durable yet.
   *
   * @throws io.iqdb.error.ReadOnlyException where the database was opened for reading
   * @throws io.iqdb.error.StorageException where the sync failed; later writes throw {@link
   *     io.iqdb.error.WriterFailedException}
   */
  public void sync() {
    Writer open = writer();
    Failures.translate(
        "sync",
        () -> {
          open.sync();
          return true;
        });
  }

  /**
   * Makes a copy of what is visible now, in {@code path}: a database of its own. Flushes, then
   * links the files of this one, or copies them where that cannot be; writers go on meanwhile.
   * Costs a flush, and where files are copied as much as reading and writing all of them.
   *
   * @throws io.iqdb.error.ReadOnlyException where the database was opened for reading
   * @throws io.iqdb.error.NotADatabaseException where there is anything in {@code path}; nothing
   *     was changed
   * @throws io.iqdb.error.DatabaseLockedException where somebody else is writing to {@code path}
   * @throws io.iqdb.error.DiskFullException where there is no space, here or there
   * @throws io.iqdb.error.StorageException where a disk fails, here or there
   */
  public void checkpoint(Path path) {
    Writer open = writer();
    Failures.translate(
        "checkpoint to " + path,
        () -> {
          CheckpointTarget.write(open, path);
          return true;
        });
  }

  /**
   * Deletes records and every trace of them: when it returns, no file of the directory holds their
   * vectors, metadata or ids, nor those of earlier versions of them. Deletes, flushes, and rewrites
   * each segment that holds a version; costs what it takes to copy those segments. What the files
   * held is not written over on the medium, and readers in other processes keep what they have
   * open. Versions written meanwhile stay. Merges that are paused do not hold it up.
   *
   * @return how many of the records were there
   * @throws io.iqdb.error.SnapshotHeldException where a snapshot of this process shows a file that
   *     has to go; names the oldest. The records are deleted all the same once it began to delete;
   *     close the snapshot and purge again
   * @throws io.iqdb.error.ReadOnlyException where the database was opened for reading
   * @throws io.iqdb.error.DiskFullException where there is no space to rewrite a segment
   * @throws io.iqdb.error.LimitExceededException where rewriting a segment needs more than {@link
   *     MergeScheduling#memoryBytes}; the records are deleted, allow more and purge again
   * @throws io.iqdb.error.CorruptFileException where a segment that has to be rewritten is damaged
   * @throws io.iqdb.error.StorageException where the disk fails, or a file that has to go cannot be
   *     removed for a minute; purge again
   */
  public int purge(Collection<VectorId> ids) {
    writer();
    return Failures.translate("purge", () -> new Purge(this, inside, Set.copyOf(ids)).run());
  }

  /** What the database was created with. */
  public IqdbConfig config() {
    return config;
  }

  /** What opening it had to do. */
  public RecoveryReport recovery() {
    return recovery;
  }

  /** Whether somebody closed it. */
  boolean isClosed() {
    return closed.get();
  }

  /** What it holds, and in which files. */
  public DatabaseInfo info() {
    long now = now();
    return reading("info", visible -> inside.info(visible, now, config));
  }

  /**
   * The segments, oldest first, as a merge policy sees them: rows that have expired are dead, once
   * a merge would drop them, which it does when no log holds anything as old. Where records have
   * expired, costs a pass over the rows of their segments.
   */
  public List<SegmentDescription> segments() {
    long now = now();
    return reading("describe segments", visible -> inside.segments(visible, now, config));
  }

  /** What it holds and did since it was opened; costs a listing of the directory. */
  public DatabaseStats stats() {
    return reading("stats", visible -> Figures.stats(inside, visible, now(), config, snapshots()));
  }

  /** Whether it works as it should. */
  public Health health() {
    return Figures.health(writer);
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
    try {
      letGo();
    } finally {
      if (writer != null) {
        WarmUp.await();
      }
    }
  }

  /** Closes it for a catalog, which waits for what runs in the background at its own end. */
  void letGo() {
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
