package io.iqdb.crash;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.iqdb.BulkOptions;
import io.iqdb.Doors;
import io.iqdb.Iqdb;
import io.iqdb.WriteBatch;
import io.iqdb.error.IqdbException;
import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import io.iqdb.merge.MergeJob;
import io.iqdb.merging.Specs;
import io.iqdb.store.Directory;
import io.iqdb.store.sim.ForwardingDirectory;
import io.iqdb.store.sim.Ledger;
import io.iqdb.store.sim.SimDirectory;
import io.iqdb.types.Bookmark;
import io.iqdb.types.Filter;
import io.iqdb.types.Metadata;
import io.iqdb.types.Value;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * One run of a script against one directory: tells the ledger when each operation starts and when
 * it is promised, and the history what it does. One thread.
 */
final class Session implements AutoCloseable {
  /** In the ledger, the moment from which on a killed process is gone. */
  static final long KILLED = 3_000_000;

  private static final BulkOptions CHUNKS = BulkOptions.defaults().chunkBytes(4 << 10);

  private final Setup setup;
  private final Directory plain;
  private final SimDirectory simulated;
  private DuringPublish directory;
  private KillSwitch process;
  private final Ledger ledger;
  private final History history;
  private long opened;
  private @Nullable Iqdb db;

  /** Opens the database. */
  Session(Setup setup, Directory directory, Ledger ledger, History history) {
    this.setup = setup;
    this.plain = directory;
    this.simulated = simulated(directory);
    this.process = new KillSwitch(directory);
    this.directory = new DuringPublish(process);
    this.ledger = ledger;
    this.history = history;
    open();
  }

  Iqdb db() {
    if (db == null) {
      throw new IllegalStateException("closed");
    }
    return db;
  }

  private static SimDirectory simulated(Directory directory) {
    Directory bottom = directory;
    while (bottom instanceof ForwardingDirectory wrapper) {
      bottom = wrapper.inner();
    }
    return (SimDirectory) bottom;
  }

  /** The simulated disk at the bottom. */
  SimDirectory disk() {
    return simulated;
  }

  /** What the files of the disk hold, the reserve among them. */
  long usedBytes() throws IOException {
    long bytes = simulated.reserved();
    for (FileName name : simulated.list()) {
      bytes += simulated.length(name);
    }
    return bytes;
  }

  /** The last operation was refused: it has no effect, and that is certain. */
  void refused() {
    history.refuseLast();
    promiseAll();
  }

  /** Lets the database go as it is; nobody opens it again here. */
  void abandon() {
    db = null;
  }

  History history() {
    return history;
  }

  void open() {
    opened++;
    process = new KillSwitch(plain);
    directory = new DuringPublish(process);
    db = Doors.open(directory, setup.config(), setup.options(), setup.tuning(opened));
  }

  /**
   * Forgets the database without closing it, as if the process had been killed, and opens it again:
   * what the operating system knew is still there, and what is found counts as promised from then
   * on.
   */
  Session killed() {
    db = null;
    process.after(0); // nothing of it gets through any more
    simulated.replaceLock();
    ledger.start(KILLED);
    open();
    return settle();
  }

  /** Kills the process at one call of {@code operations}; whether they got that far. */
  boolean killedWithin(int calls, Runnable operations) {
    process.after(calls);
    try {
      operations.run();
      process.after(Integer.MAX_VALUE);
      return false;
    } catch (KillSwitch.Killed dead) {
      killed();
      return true;
    }
  }

  /**
   * After a failure: closes, lets {@code heal} put the disk right, opens again, and finds out
   * whether the last operation happened.
   */
  Session recover(Runnable heal) {
    Iqdb failed = db();
    db = null;
    try {
      failed.close();
    } catch (IqdbException expected) {
      // the operation that failed said so before
    }
    heal.run();
    open();
    return settle();
  }

  /** The last operation may have happened or not; what is found is promised from now on. */
  private Session settle() {
    State found = State.of(db(), History.NAMES);
    int last = history.last();
    if (!found.equals(history.state(last))) {
      if (last == 0 || !found.equals(history.state(last - 1))) {
        throw new AssertionError("found " + found + ", not " + history.state(last));
      }
      history.refuseLast();
    }
    promiseAll();
    return this;
  }

  /** Does {@code late} when the next {@code kind} of file is about to get its name. */
  void during(FileKind kind, Late late) {
    directory.next(
        kind,
        () -> {
          try {
            late.run();
          } catch (Exception failure) {
            throw new IllegalStateException(failure);
          }
        });
  }

  /** What is done during a publication. */
  interface Late {
    void run() throws Exception;
  }

  /** A record of a place and a version of its own: every put of a script is another one. */
  VectorRecord at(VectorId id, long x) {
    float[] components = new float[setup.config().dimension()];
    components[0] = x;
    components[1] = history.last() + 1;
    return VectorRecord.of(id, Vector.of(components));
  }

  Session put(long id) {
    return put(at(VectorId.of(id), id));
  }

  Session put(String id) {
    return put(at(VectorId.of(id), id.length()));
  }

  /** With metadata of about so many bytes. */
  Session put(long id, int bytes) {
    VectorRecord bare = at(VectorId.of(id), id);
    return put(
        VectorRecord.of(
            bare.id(), bare.vector(), Metadata.of("text", Value.of("m".repeat(bytes)))));
  }

  Session put(VectorRecord record) {
    return run(List.of(new Edit.Put(record)), () -> db().upsert(record));
  }

  /**
   * One that expires; where it has already, it takes the place of what was there and is not seen.
   */
  Session expiring(long id, long expiresAt) {
    VectorRecord record = at(VectorId.of(id), id).expiresAt(expiresAt);
    Edit edit = expiresAt > setup.now() ? new Edit.Put(record) : new Edit.Remove(VectorId.of(id));
    return run(List.of(edit), () -> db().upsert(record));
  }

  /** Deletes all records that have metadata. */
  Session deleteWithText() {
    List<Edit> edits = new ArrayList<>();
    for (VectorRecord known : history.state(history.last()).records()) {
      if (known.metadata() != null) {
        edits.add(new Edit.Remove(known.id()));
      }
    }
    return run(
        edits,
        () -> {
          long deleted = db().deleteAll(Filter.exists("text"));
          if (deleted != edits.size()) {
            throw new AssertionError(deleted + " deleted, not " + edits.size());
          }
        });
  }

  Session delete(long id) {
    return delete(VectorId.of(id));
  }

  Session delete(VectorId id) {
    return run(List.of(new Edit.Remove(id)), () -> db().delete(id));
  }

  /** Deletes these at once, and every trace of them; on return that is promised. */
  Session purge(long... ids) {
    List<VectorId> purged = LongStream.of(ids).mapToObj(VectorId::of).toList();
    List<Edit> edits = purged.stream().<Edit>map(Edit.Remove::new).toList();
    run(edits, () -> db().purge(purged));
    promiseAll();
    return this;
  }

  /** Puts all of {@code puts} and deletes {@code deletes} at once, with a bookmark if named. */
  Session batch(long[] puts, long[] deletes, @Nullable String bookmark) {
    WriteBatch.Builder batch = WriteBatch.builder();
    List<Edit> edits = new ArrayList<>();
    for (long id : puts) {
      VectorRecord put = at(VectorId.of(id), id);
      batch.upsert(put);
      edits.add(new Edit.Put(put));
    }
    for (long id : deletes) {
      batch.delete(VectorId.of(id));
      edits.add(new Edit.Remove(VectorId.of(id)));
    }
    if (bookmark != null) {
      String value = "v" + (history.last() + 1);
      batch.bookmark(Bookmark.of(bookmark, value.getBytes(UTF_8)));
      edits.add(new Edit.Mark(bookmark, value));
    }
    WriteBatch built = batch.build();
    return run(edits, () -> db().write(built));
  }

  Session batch(long... puts) {
    return batch(puts, new long[0], null);
  }

  /** Starts an operation, does it, and promises it where the policy says so. */
  Session run(List<Edit> edits, Runnable operation) {
    int number = history.add(edits);
    ledger.start(number);
    operation.run();
    if (setup.acknowledgesAtOnce()) {
      ledger.ack(number);
    }
    return this;
  }

  /** Everything so far is promised now. */
  private void promiseAll() {
    if (history.last() > 0) {
      ledger.ack(history.last());
    }
  }

  Session flush() {
    db().flush();
    promiseAll();
    return this;
  }

  /** Merges all segments; what is in memory stays there. */
  Session merge() {
    return merge(Specs::everything);
  }

  Session merge(MergeJob.Planner planner) {
    Doors.merge(db(), planner).join();
    Doors.settle(db()); // the files go on another thread: here, so that every run is the same
    return this;
  }

  Session sync() {
    db().sync();
    promiseAll();
    return this;
  }

  Session reopen() {
    close();
    open();
    return this;
  }

  /** Opens the directory for reading, beside the writer, and looks at all of it. */
  Session lookBeside() {
    try (Iqdb beside = Doors.openReadOnly(directory, setup.options())) {
      State seen = State.of(beside, History.NAMES);
      if (!seen.equals(history.state(history.last()))) {
        throw new AssertionError("beside the writer: " + seen);
      }
    }
    return this;
  }

  /**
   * Loads these ids in chunks of about three, all but the last as segments. Each chunk is an
   * operation; the bookmark of each tells where it ends, before it is written.
   */
  Session bulk(long... ids) {
    Chunks chunks = new Chunks(ids);
    db().upsertAll(() -> chunks, CHUNKS.bookmark(chunks::end).progress(_ -> chunks.done()));
    return this;
  }

  /** Hands out the records of a bulk load and tells operations from its bookmarks. */
  private final class Chunks implements Iterator<VectorRecord> {
    private final long[] ids;
    private final List<Edit> edits = new ArrayList<>();
    private int next;
    private int segments = db().info().segments().size();

    Chunks(long[] ids) {
      this.ids = ids;
    }

    /** A chunk that became a segment is on disk, and all before it; others follow the policy. */
    void done() {
      int now = db().info().segments().size();
      if (now > segments || setup.acknowledgesAtOnce()) {
        promiseAll();
      }
      segments = now;
    }

    @Override
    public boolean hasNext() {
      return next < ids.length;
    }

    @Override
    public VectorRecord next() {
      VectorRecord put = at(VectorId.of(ids[next]), ids[next]);
      next++;
      edits.add(new Edit.Put(put));
      return put;
    }

    Bookmark end(long read) {
      String value = "read " + read + " by " + (history.last() + 1);
      edits.add(new Edit.Mark("chunk", value));
      ledger.start(history.add(List.copyOf(edits)));
      edits.clear();
      return Bookmark.of("chunk", value.getBytes(UTF_8));
    }
  }

  /** Closes the database, which promises everything. */
  @Override
  public void close() {
    Iqdb open = db;
    if (open != null) {
      db = null;
      open.close();
      promiseAll();
    }
  }
}
