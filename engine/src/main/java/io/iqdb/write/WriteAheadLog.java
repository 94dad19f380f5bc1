package io.iqdb.write;

import io.iqdb.error.Require;
import io.iqdb.format.FileHeader;
import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import io.iqdb.format.manifest.BookmarkEntry;
import io.iqdb.format.manifest.ManifestData;
import io.iqdb.format.manifest.WalEntry;
import io.iqdb.format.wal.WalFormat;
import io.iqdb.store.Directory;
import io.iqdb.store.NoSpaceException;
import io.iqdb.store.WriterLock;
import io.iqdb.wal.WalWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The life of the write-ahead log: files are created when a write needs one, named by a manifest
 * before their first frame, sealed when a flush begins or the disk is full, and forgotten when a
 * segment holds what they held (ruling 4).
 *
 * <p>The leader of the write queue does everything here but {@link #sync}, which any thread may
 * call.
 */
final class WriteAheadLog {
  /** A log that takes no more frames, with the last sequence in it. */
  private record Sealed(WalEntry entry, long lastSequence) {}

  private static final int MANY_SEALED = 64;

  /** A manifest names so many, and a few more. */
  private static final int MOST_SEALED = ManifestData.MAX_WALS - 8;

  private final Directory directory;
  private final Tuning tuning;
  private final WriterLock lock;
  private final Commits commits;
  private final WriterHealth health;
  private final long ahead;
  private final Reserve reserve;
  private final List<Sealed> sealed = new ArrayList<>();

  /** Held while the open file is synced or closed, so that neither meets the other. */
  private final ReentrantLock syncing = new ReentrantLock();

  /** Set and closed under {@link #syncing}; read without it, so that no frame waits for a sync. */
  private volatile @Nullable WalWriter open;

  private @Nullable WalEntry entry;

  /** The last sequence of logs that an earlier process wrote and may not have synced, or -1. */
  private long replayed;

  /** Position when the timer looked last. */
  private volatile long lastSeen;

  /**
   * Goes on behind the logs that the current manifest names: they were replayed, and take no frame.
   *
   * @param replayed the last sequence in them
   * @param syncEach whether every frame is synced, into space kept ahead
   * @param reserve while it is spent, little is kept ahead
   */
  WriteAheadLog(
      Storage storage,
      WriterLock lock,
      Commits commits,
      WriterHealth health,
      long replayed,
      boolean syncEach,
      Reserve reserve) {
    this.directory = storage.directory();
    this.tuning = storage.tuning();
    this.lock = lock;
    this.commits = commits;
    this.health = health;
    this.ahead = syncEach ? tuning.logReserve() : 0;
    this.reserve = reserve;
    this.replayed = commits.current().wals().isEmpty() ? -1 : replayed;
    for (WalEntry wal : commits.current().wals()) {
      sealed.add(new Sealed(wal, replayed));
    }
  }

  /**
   * The file that takes the next frame; creates it where there is none, and publishes the manifest
   * that names it.
   *
   * @param sequence the last that was given out
   * @param bookmarks all of them; their effects are synced, since every earlier log is
   * @throws NoSpaceException where the disk is full; nothing changed
   */
  WalWriter writable(long sequence, Collection<BookmarkEntry> bookmarks) throws IOException {
    WalWriter present = open;
    if (present != null) {
      if (present.hasRoom(WalFormat.MAX_BODY_BYTES) && present.position() < tuning.logBytes()) {
        return present;
      }
      seal(sequence);
    }
    WalWriter created = null;
    try {
      created = create();
      WalEntry named =
          new WalEntry(created.name().number(), created.salt(), sequence + 1, WalEntry.OPEN);
      List<WalEntry> all = entriesAfter(-1);
      all.add(named);
      commits.publish(commits.current().segments(), all, bookmarks, sequence + 1);
      entry = named;
      replaceOpen(created);
      return created;
    } catch (NoSpaceException full) {
      if (created != null) {
        close(created, full);
        commits.remove(created.name());
      }
      throw full;
    } catch (IOException | RuntimeException | Error failure) {
      close(created, failure);
      health.fail(failure);
      throw failure;
    }
  }

  /** Keeps less ahead where the disk is nearly full, or a log is to live on the reserve. */
  private WalWriter create() throws IOException {
    if (sealed.size() >= MOST_SEALED) {
      throw new NoSpaceException(sealed.size() + " logs wait for a flush that finds room");
    }
    long little = Math.min(ahead, reserve.step());
    if (!reserve.spent() && little < ahead) {
      try {
        return create(ahead);
      } catch (NoSpaceException notSoMuch) {
        return create(little);
      }
    }
    return create(little);
  }

  private WalWriter create(long kept) throws IOException {
    FileName name = FileName.of(FileKind.WAL, commits.numbers().take());
    try {
      FileHeader header = FileHeader.of(name, commits.current().database(), tuning.salt());
      return WalWriter.create(directory, header, kept);
    } catch (NoSpaceException full) {
      commits.remove(name);
      throw full;
    }
  }

  /** Whether so many logs wait for a flush that there should be one, however small. */
  boolean crowded() {
    return sealed.size() >= MANY_SEALED;
  }

  private static void close(@Nullable WalWriter unused, Throwable cause) {
    if (unused != null) {
      try {
        unused.close();
      } catch (IOException | RuntimeException second) {
        cause.addSuppressed(second);
      }
    }
  }

  private void replaceOpen(@Nullable WalWriter next) {
    syncing.lock();
    try {
      open = next;
    } finally {
      syncing.unlock();
    }
  }

  /**
   * Appends a frame, and syncs it where {@code sync} says so.
   *
   * @throws NoSpaceException where the disk is full; the frame did not happen, and the file is
   *     sealed before it (ruling 9). Any other failure ends the writer.
   */
  void append(WalWriter writer, ByteBuffer frame, boolean sync, long lastSequence)
      throws IOException {
    try {
      if (sync && ahead > 0) {
        writer.appendAndSync(frame);
        lock.verify();
      } else {
        writer.append(frame);
      }
    } catch (NoSpaceException full) {
      seal(lastSequence);
      throw full;
    } catch (IOException | RuntimeException | Error failure) {
      health.fail(failure);
      throw failure;
    }
    if (sync && ahead == 0) {
      sync();
    }
  }

  /**
   * Makes every frame durable; returns at once where all are. Any thread.
   *
   * <p>A failure ends the writer: what a failed sync left on disk cannot be known.
   */
  void sync() throws IOException {
    syncing.lock();
    try {
      WalWriter writer = open;
      if (writer != null && writer.unsynced()) {
        writer.sync();
        lock.verify();
      }
    } catch (IOException | RuntimeException | Error failure) {
      health.fail(failure);
      throw failure;
    } finally {
      syncing.unlock();
    }
  }

  /**
   * Whether frames came since this was asked last: then the next one may follow soon, and records
   * the sync itself. Any thread.
   */
  boolean vouchLater() {
    WalWriter writer = open;
    long position = writer == null ? 0 : writer.position();
    boolean grown = position != lastSeen;
    lastSeen = position;
    return grown;
  }

  /**
   * Records the last sync in an empty frame, unless a frame does so already (ruling 1). Where there
   * is no room for it the file is sealed: nothing may follow a frame that is half written.
   *
   * @param lastSequence the last that was given out
   */
  void vouch(long lastSequence) {
    WalWriter writer = open;
    if (writer == null || health.failed()) {
      return;
    }
    try {
      writer.vouch();
    } catch (NoSpaceException full) {
      sealAfter(full, lastSequence);
    } catch (IOException failure) {
      // acknowledged frames are safe; but nothing may follow a frame that is half written
      health.fail(failure);
    }
  }

  private void sealAfter(NoSpaceException full, long lastSequence) {
    try {
      seal(lastSequence);
    } catch (IOException failure) {
      failure.addSuppressed(full);
      health.fail(failure);
    }
  }

  /**
   * Ends the open file after a sync, whatever the policy; the next write gets another one.
   *
   * @param lastSequence the last in it
   */
  void seal(long lastSequence) throws IOException {
    WalEntry named = entry;
    if (named == null) {
      return;
    }
    syncing.lock();
    try {
      WalWriter writer = Require.nonNull(open);
      sync();
      sealed.add(
          new Sealed(
              new WalEntry(named.number(), named.salt(), named.firstSequence(), writer.position()),
              lastSequence));
      open = null;
      entry = null;
      writer.close();
    } finally {
      syncing.unlock();
    }
  }

  /**
   * Whether effects of a log that an earlier process left stand in memory alone. Nobody can sync
   * that log: what failed there once might seem to succeed now. So no manifest but that of the
   * flush may rest on them.
   */
  boolean holdsReplayed() {
    return replayed >= 0;
  }

  /** Forgets the logs that {@link #entriesAfter} left out. */
  void forget(long flushed) {
    sealed.removeIf(log -> log.lastSequence() <= flushed);
    replayed = replayed <= flushed ? -1 : replayed;
  }

  /**
   * The logs that a manifest names now, less those whose every sequence is at most {@code flushed}.
   */
  List<WalEntry> entriesAfter(long flushed) {
    List<WalEntry> all =
        new ArrayList<>(
            sealed.stream()
                .filter(log -> log.lastSequence() > flushed)
                .map(Sealed::entry)
                .toList());
    if (entry != null) {
      all.add(entry);
    }
    return all;
  }

  /** Closes the open file without a sync. */
  void close() throws IOException {
    syncing.lock();
    try {
      WalWriter writer = open;
      if (writer != null) {
        open = null;
        entry = null;
        writer.close();
      }
    } finally {
      syncing.unlock();
    }
  }
}
