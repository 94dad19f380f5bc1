package io.iqdb.write;

import io.iqdb.error.ClosedException;
import io.iqdb.error.WriterFailedException;
import io.iqdb.format.FileName;
import io.iqdb.format.manifest.ManifestData;
import io.iqdb.format.segment.SegmentOrigin;
import io.iqdb.format.wal.WalFormat;
import io.iqdb.memtable.Memtable;
import io.iqdb.merge.MergeScheduler;
import io.iqdb.policy.FsyncPolicy;
import io.iqdb.policy.MergePolicy;
import io.iqdb.policy.MergeScheduling;
import io.iqdb.store.Directory;
import io.iqdb.store.NoSpaceException;
import io.iqdb.store.WriterLock;
import io.iqdb.types.Bookmark;
import io.iqdb.view.Current;
import io.iqdb.view.SegmentView;
import io.iqdb.view.View;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;

/**
 * The write side of one open database: brings its parts together and in order. A write goes into
 * the log, is synced as the policy says, is applied, becomes visible and is acknowledged; nothing
 * of it is seen before.
 *
 * <p>Any thread may call it; what changes state runs as leader of the queue.
 */
public final class Writer {
  /**
   * Deletions are a reason to consider merging from this many on, and this share of the records.
   */
  private static final long FEW_DEATHS = 1024;

  private static final long DEATHS_SHARE = 50;

  private final WriteState state;
  private final boolean syncEach;
  private final WriteQueue<PendingWrite> queue;
  private final FrameCommit frames;
  private final BulkCommit bulk;
  private final Flush flush;
  private final Backlog backlog;
  private final SyncTimer timer;
  private final FullDisk fullDisk;
  private final MergeScheduler merges;

  /** Of the leader: {@link LiveTables#segmentDeaths} when merging was last considered for them. */
  private long deathsConsidered;

  /**
   * Bulk loads and checkpoints share {@link #building} while they have files; the end waits for
   * them.
   */
  private final ReentrantReadWriteLock loading = new ReentrantReadWriteLock();

  private final Lock building = loading.readLock();
  private final Lock loads = loading.writeLock();

  /**
   * Whether what was replayed stands in no new file yet: until it does, no write is accepted
   * (ruling 4).
   */
  private volatile boolean replayedOnly;

  /**
   * Takes over what recovery found; the first write creates a log.
   *
   * @param undertaker buries views that nobody holds any more, away from queries
   * @param memtableBytes size at which a memtable is flushed
   * @param mergePolicy chooses what is merged
   * @param mergeScheduling says how merges run
   * @param reserve serves deletes on a full disk
   */
  public Writer(
      Storage storage,
      WriterLock lock,
      Commits commits,
      LiveTables tables,
      Bookmarks bookmarks,
      WriterHealth health,
      Current current,
      Consumer<View> undertaker,
      FsyncPolicy policy,
      long memtableBytes,
      MergePolicy mergePolicy,
      MergeScheduling mergeScheduling,
      Reserve reserve) {
    syncEach = policy instanceof FsyncPolicy.Always;
    WriteAheadLog log =
        new WriteAheadLog(storage, lock, commits, health, tables.sequence(), syncEach, reserve);
    replayedOnly = !commits.current().wals().isEmpty();
    state = new WriteState(storage, commits, log, tables, bookmarks, health, current, undertaker);
    queue = new WriteQueue<>(PendingWrite::bytes, WalFormat.MAX_BATCH_BYTES, this::commit);
    fullDisk = new FullDisk(state, queue, reserve);
    frames = new FrameCommit(state, syncEach);
    bulk = new BulkCommit(state);
    flush = new Flush(state, queue);
    merges =
        new MergeScheduler(
            new MergeCommit(state, queue, flush, reserve),
            mergePolicy,
            mergeScheduling,
            current.searches());
    backlog = new Backlog(memtableBytes, this::flush);
    backlog.mergeDebt(merges::debt);
    timer = new SyncTimer(policy, storage.tuning().idleMicros(), this::syncForTimer);
  }

  /** Commits {@code write}; on return it is visible, and as durable as the policy says. */
  public void write(PendingWrite write) throws Exception {
    state.requireWritable();
    if (write.onlyDeletes()) {
      delete(write);
      return;
    }
    finishRecovery();
    fullDisk.requireReserve();
    backlog.awaitRoom(state.tables().activeBytes());
    queue.write(write);
  }

  /** Out of the reserve where there is no other room (ruling 9); no row is added, so none waits. */
  private void delete(PendingWrite write) throws Exception {
    try {
      finishRecovery();
      queue.write(write);
    } catch (NoSpaceException full) {
      fullDisk.release(full);
      finishRecovery();
      queue.alone(() -> {
        commit(List.of(write));
        return null;
      });
    }
  }

  /**
   * Writes what was replayed into new files, where that was not done yet.
   *
   * @throws io.iqdb.store.NoSpaceException where there is no room for them; it may be tried again
   */
  public void finishRecovery() throws Exception {
    if (replayedOnly) {
      flush.run();
      replayedOnly = false;
    }
  }

  /**
   * Deletes those of {@code rows} that still live, all at once; an id that was written anew
   * meanwhile has another sequence and stays.
   *
   * @return how many were deleted
   */
  public int deleteSeen(List<SeenRow> rows) throws Exception {
    state.requireWritable();
    try {
      finishRecovery();
      return queue.alone(() -> deleteLiving(rows));
    } catch (NoSpaceException full) {
      fullDisk.release(full);
      finishRecovery();
      return queue.alone(() -> deleteLiving(rows));
    }
  }

  /** As leader: nobody writes between the look and the deletion. */
  private int deleteLiving(List<SeenRow> rows) throws IOException {
    state.requireWritable(); // it may have been closed since the look
    PendingWrite deletion = state.deletionOfLiving(rows);
    if (!deletion.changes().isEmpty()) {
      commit(List.of(deletion));
    }
    return deletion.changes().size();
  }

  private void commit(List<PendingWrite> group) throws IOException {
    state.requireWritable();
    timer.prepare();
    if (!group.stream().allMatch(PendingWrite::onlyDeletes)) {
      fullDisk.restore(); // a delete that was to share the frame is tried again on its own
    }
    frames.commit(group);
    backlog.grown(state.log().crowded() ? Long.MAX_VALUE : state.tables().activeBytes());
    timer.written();
    considerDeaths();
  }

  /** As leader: where many rows of segments died, their space may be worth a merge. */
  private void considerDeaths() {
    long deaths = state.tables().segmentDeaths();
    long many = Math.max(FEW_DEATHS, state.current().newest().live() / DEATHS_SHARE);
    if (deaths - deathsConsidered >= many) {
      deathsConsidered = deaths;
      merges.consider();
    }
  }

  /**
   * Commits the rows of {@code chunk} as a segment: written once, acknowledged by the manifest that
   * names it. Its sequences only order the rows; they are numbered anew here.
   *
   * @param chunk with at least one living row; the caller closes it
   * @param bookmark becomes durable with the chunk
   */
  public void bulk(Memtable chunk, Optional<Bookmark> bookmark) throws Exception {
    state.requireWritable();
    finishRecovery();
    fullDisk.requireReserve();
    building.lock();
    try {
      state.requireWritable(); // whoever closed meanwhile let go of the directory
      SegmentBuild<MemtableRows> build =
          SegmentBuild.write(
              state.storage(),
              state.commits().numbers(),
              MemtableRows.living(chunk, true),
              0,
              SegmentOrigin.BULK);
      queue.alone(() -> {
        bulk.commit(build, bookmark);
        return null;
      });
      merges.consider();
    } catch (NoSpaceException | ClosedException | WriterFailedException refused) {
      throw refused;
    } catch (Exception | Error failure) {
      state.health().fail(failure);
      throw failure;
    } finally {
      building.unlock();
    }
  }

  /** Makes every acknowledged write durable, and records in the log that it is. */
  public void sync() throws Exception {
    state.requireWritable();
    state.log().sync();
    queue.alone(() -> {
      state.log().vouch(state.tables().sequence());
      return null;
    });
  }

  private void syncForTimer() {
    try {
      if (syncEach && state.log().vouchLater()) {
        timer.written();
      } else {
        sync();
      }
    } catch (Exception | Error failure) {
      if (!state.current().closed()) {
        state.health().fail(failure); // every later write says so
      }
    }
  }

  /**
   * Turns what is in memory into a segment; on return a manifest names it. Cost follows the
   * memtable.
   */
  public void flush() throws Exception {
    try {
      flush.run();
    } catch (NoSpaceException full) {
      if (!state.onlyDeletions()) {
        throw full;
      }
      fullDisk.release(full);
      flush.run();
    }
    merges.consider();
  }

  /**
   * Writes what is visible now into {@code target}, which holds nothing and is locked by the
   * caller, as a database of its own. Flushes first, so that nearly all of it is linked; writers go
   * on meanwhile.
   */
  public void checkpoint(Directory target, WriterLock targetLock) throws Exception {
    try {
      flush();
    } catch (NoSpaceException full) {
      state.requireWritable(); // the copy may have room all the same: it takes what is in memory
    }
    building.lock(); // the end waits until the files that are held were let go
    try {
      Checkpoint checkpoint = queue.alone(() -> Checkpoint.pin(state));
      try {
        checkpoint.write(target, targetLock);
      } finally {
        checkpoint.visible().view().release();
        queue.alone(() -> {
          state.commits().letGo(checkpoint.sources());
          return null;
        });
      }
    } finally {
      building.unlock();
    }
  }

  /** Files that no manifest names and that could not be removed yet. */
  public Set<FileName> unremoved() {
    return state.commits().unremoved();
  }

  /** Segments that no manifest names any more and somebody reads, who may let go at any time. */
  public Set<SegmentView> retired() {
    return state.commits().retired();
  }

  /** Tries again to remove them. */
  public void retryRemovals() {
    state.commits().retryRemovals();
  }

  /** How often writers were held up because memory was full or merging was behind. */
  public Stalls stalls() {
    return backlog.stalls();
  }

  /** The newest manifest. */
  public ManifestData manifest() {
    return state.commits().current();
  }

  /** What merges the segments; begins when it is first asked to consider it. */
  public MergeScheduler merges() {
    return merges;
  }

  /** Whether the disk was so full that the space kept for deletes was given up for them. */
  public boolean reserveSpent() {
    return fullDisk.reserveSpent();
  }

  /** Why nothing can be written any more, if so. */
  public WriterHealth health() {
    return state.health();
  }

  /**
   * Flushes, so that the next opener finds no log, and ends. Where flushing fails the log keeps
   * what was acknowledged, and the failure is thrown after everything was released.
   */
  public void close() throws Exception {
    timer.close();
    merges.close();
    backlog.close();
    try {
      if (!state.health().failed()) {
        flush();
      }
    } finally {
      flush.end(() -> {
        state.current().close(); // from here on nobody begins to write
        return null;
      });
      loads.lock();
      try {
        release();
      } finally {
        loads.unlock();
      }
    }
  }

  /** The last views were buried: from here on the directory may belong to another writer. */
  public void end() {
    state.commits().end();
  }

  /** Ends the log and the tables; where they could not be flushed, what is in the log is synced. */
  private void release() throws Exception {
    queue.alone(() -> {
      try {
        if (!state.health().failed()) {
          state.log().sync();
        }
      } finally {
        state.log().close();
        state.tables().close();
      }
      return null;
    });
  }
}
