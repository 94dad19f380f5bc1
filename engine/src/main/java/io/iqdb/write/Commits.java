package io.iqdb.write;

import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import io.iqdb.format.manifest.BookmarkEntry;
import io.iqdb.format.manifest.ManifestData;
import io.iqdb.format.manifest.SegmentEntry;
import io.iqdb.format.manifest.WalEntry;
import io.iqdb.manifest.ManifestStore;
import io.iqdb.policy.MergeRecord;
import io.iqdb.store.Directory;
import io.iqdb.store.NoSpaceException;
import io.iqdb.view.SegmentView;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Which files are the truth: publishes manifests and removes what the newest no longer names.
 * Belongs to the leader of the write queue, but {@link #settled} and what removes files that no
 * manifest names.
 */
public final class Commits {
  private final Directory directory;
  private final ManifestStore manifests;
  private final FileNumbers numbers;
  private final WriterHealth health;
  private final InstantSource clock;

  /** Files that could not be removed, or are held; tried again after the next publication. */
  private final Queue<FileName> refused = new ConcurrentLinkedQueue<>();

  /** Files that stay whatever a manifest says, and how many want that; each changes at once. */
  private final ConcurrentMap<FileName, Integer> held = new ConcurrentHashMap<>();

  /** Segments that no manifest names any more and somebody reads. */
  private final Set<SegmentView> retired = ConcurrentHashMap.newKeySet();

  private volatile boolean ended;
  private volatile ManifestData current;

  /**
   * Goes on from {@code current}.
   *
   * @param clock of the database
   */
  public Commits(
      Directory directory,
      ManifestStore manifests,
      FileNumbers numbers,
      WriterHealth health,
      InstantSource clock,
      ManifestData current) {
    this.directory = directory;
    this.manifests = manifests;
    this.numbers = numbers;
    this.health = health;
    this.clock = clock;
    this.current = current;
  }

  /** The newest manifest. */
  public ManifestData current() {
    return current;
  }

  /**
   * The first sequence that a log may still hold: what is older was flushed, and is never replayed.
   * Any thread; it only grows.
   */
  long settled() {
    return current.settled();
  }

  /** Where file numbers come from. */
  public FileNumbers numbers() {
    return numbers;
  }

  /**
   * Publishes the successor of the current manifest; on return it survives power loss, and files
   * that it no longer names are gone or will be tried again; segments aside, which are open, and go
   * when nobody reads them any more ({@link #removeRetired}). The log was synced through every
   * effect that it holds (ruling 5): the caller saw to it.
   *
   * @throws NoSpaceException where the disk is full; nothing was published. Any other failure ends
   *     the writer.
   */
  public void publish(
      List<SegmentEntry> segments,
      List<WalEntry> wals,
      Collection<BookmarkEntry> bookmarks,
      long nextSequence)
      throws IOException {
    publish(segments, wals, bookmarks, nextSequence, null);
  }

  /** The same for what a merge made, which stands in the history of the same manifest. */
  void publishMerge(
      List<SegmentEntry> segments,
      List<WalEntry> wals,
      Collection<BookmarkEntry> bookmarks,
      long nextSequence,
      MergeRecord merge)
      throws IOException {
    publish(segments, wals, bookmarks, nextSequence, merge);
  }

  private void publish(
      List<SegmentEntry> segments,
      List<WalEntry> wals,
      Collection<BookmarkEntry> bookmarks,
      long nextSequence,
      @Nullable MergeRecord merge)
      throws IOException {
    ManifestData next =
        new ManifestData(
            current.number() + 1,
            current.database(),
            current.config(),
            segments.stream().sorted(Comparator.comparingLong(SegmentEntry::number)).toList(),
            wals,
            List.copyOf(bookmarks),
            nextSequence,
            numbers.peek(),
            current.merges().next(added(segments, merge), merge, clock.millis()));
    Set<FileName> named = filesOf(next);
    Set<FileName> relied = new HashSet<>(named);
    relied.remove(FileName.of(FileKind.MANIFEST, next.number()));
    try {
      if (!filesOf(current).containsAll(relied)) {
        directory.syncNames(); // a manifest must not outlive a name it relies on
      }
      manifests.publish(next);
      Set<FileName> obsolete = filesOf(current);
      obsolete.removeAll(named);
      obsolete.removeIf(name -> name.kind() == FileKind.SEGMENT);
      current = next;
      synchronized (refused) {
        obsolete.addAll(takeRefused());
        // the manifest first: a reader that misses a file then finds that its manifest is gone, too
        obsolete.stream().sorted().forEach(this::remove);
      }
    } catch (NoSpaceException full) {
      throw full;
    } catch (IOException | RuntimeException | Error failure) {
      // also behind the publication: who takes it for failed would remove what it names
      health.fail(failure);
      throw failure;
    }
  }

  /** Bytes of segments that are named first and that {@code merge} did not make. */
  private long added(List<SegmentEntry> segments, @Nullable MergeRecord merge) {
    Set<Long> known = new HashSet<>();
    current.segments().forEach(entry -> known.add(entry.number()));
    if (merge != null) {
      known.add(merge.result());
    }
    long added = 0;
    for (SegmentEntry entry : segments) {
      added += known.contains(entry.number()) ? 0 : entry.length();
    }
    return added;
  }

  /** Keeps {@code files} until {@link #letGo}, though a later manifest may not name them. */
  void hold(Set<FileName> files) {
    files.forEach(name -> held.merge(name, 1, Integer::sum));
  }

  /** Removes those of {@code files} that were only kept for whoever held them. */
  void letGo(Set<FileName> files) {
    files.forEach(
        name -> held.computeIfPresent(name, (key, count) -> count > 1 ? count - 1 : null));
    retryRemovals();
  }

  /** Files that could not be removed yet, or are held. Any thread. */
  Set<FileName> unremoved() {
    synchronized (refused) { // or those would be missed that somebody tries right now
      return Set.copyOf(refused);
    }
  }

  /** Tries again to remove them, whether or not anything is published. Any thread. */
  void retryRemovals() {
    synchronized (refused) {
      takeRefused().forEach(this::remove);
    }
  }

  private List<FileName> takeRefused() {
    List<FileName> waiting = new ArrayList<>();
    for (FileName next = refused.poll(); next != null; next = refused.poll()) {
      waiting.add(next);
    }
    return waiting;
  }

  /**
   * Removes the numbered files that the newest manifest does not name; only after recovery's own
   * (ruling 7), before anybody else publishes. Returns how many.
   */
  public int sweep() throws IOException {
    int removed = 0;
    Set<FileName> named = filesOf(current);
    for (FileName name : directory.list()) {
      removed += !named.contains(name) && remove(name) ? 1 : 0;
    }
    return removed;
  }

  /**
   * Removes a file that no manifest names; where that is refused, it is tried again after the next
   * publication.
   *
   * @return whether it is gone
   */
  boolean remove(FileName name) {
    if (isHeld(name)) {
      return false;
    }
    try {
      directory.delete(name);
    } catch (java.nio.file.NoSuchFileException gone) {
      return true;
    } catch (IOException kept) {
      refused.add(name);
      return false;
    }
    return true;
  }

  /**
   * Whether somebody keeps a file; then it waits for {@link #letGo}, which comes either before
   * this, and the file may go, or behind it, and finds that it waits.
   */
  private boolean isHeld(FileName name) {
    Object keeping =
        held.computeIfPresent(
            name,
            (kept, count) -> {
              refused.add(kept);
              return count;
            });
    return keeping != null;
  }

  /** Has the file of a segment removed, which no manifest names, as soon as nobody reads it. */
  void retire(SegmentView segment) {
    retired.add(segment);
    segment
        .segment()
        .afterClose(() -> {
          removeRetired(segment.entry().fileName());
          retired.remove(segment);
        });
  }

  /** Segments that no manifest names any more and somebody reads. Any thread. */
  Set<SegmentView> retired() {
    return Set.copyOf(retired);
  }

  /**
   * Removes a segment that no manifest names and nobody reads any more. Any thread. After the end
   * the directory may belong to another writer, who removes what he does not know.
   */
  void removeRetired(FileName segment) {
    if (!ended) {
      remove(segment);
    }
  }

  /** From now on nothing is removed. */
  void end() {
    ended = true;
  }

  /**
   * Removes a file that was made for a publication that failed. Where nobody knows whether it
   * happened all the same, the file stays: the next opener knows.
   */
  void abandon(FileName name) {
    if (!health.failed()) {
      remove(name);
    }
  }

  /**
   * Publishes the current state anew. What a dead process published last may be known to the
   * operating system alone; nothing is removed on the strength of that.
   */
  public void confirm() throws IOException {
    publish(current.segments(), current.wals(), current.bookmarks(), current.nextSequence());
  }

  /** The manifest's own file and all that it names. */
  public static Set<FileName> filesOf(ManifestData manifest) {
    Set<FileName> files = new HashSet<>();
    files.add(FileName.of(FileKind.MANIFEST, manifest.number()));
    for (SegmentEntry segment : manifest.segments()) {
      files.add(segment.fileName());
      Optional<FileName> tombstones = segment.tombstoneName();
      if (tombstones.isPresent()) {
        files.add(tombstones.get());
      }
    }
    for (WalEntry wal : manifest.wals()) {
      files.add(wal.fileName());
    }
    return files;
  }
}
