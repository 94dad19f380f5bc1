package io.iqdb.write;

import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import io.iqdb.format.manifest.SegmentEntry;
import io.iqdb.format.manifest.TombstoneEntry;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Gives out the numbers of files. Every attempt takes a new one, so that what an interrupted
 * attempt left behind is never mistaken for a later one: numbers start above both the manifest's
 * and the directory's. Safe for several threads.
 */
public final class FileNumbers {
  private final AtomicLong next;
  private final Map<Long, Long> generations = new HashMap<>();

  /** Above {@code floor} and all of {@code existing}. */
  public FileNumbers(long floor, Set<FileName> existing) {
    long highest = floor - 1;
    for (FileName name : existing) {
      if (name.kind() == FileKind.TOMBSTONE) {
        generations.merge(name.number(), name.generation(), Math::max);
      }
      if (name.kind() != FileKind.MANIFEST) {
        highest = Math.max(highest, name.number());
      }
    }
    next = new AtomicLong(highest + 1);
  }

  /** A number that no file has or had. */
  public long take() {
    return next.getAndIncrement();
  }

  /** A temporary name that no file has or had. */
  public FileName temporary() {
    return FileName.temporary(take());
  }

  /** A generation that no tombstone file of {@code entry} has or had, above the one it names. */
  public synchronized FileName tombstone(SegmentEntry entry) {
    long segment = entry.number();
    TombstoneEntry current = entry.tombstones();
    long named = current == null ? 0 : current.generation();
    long generation = generations.merge(segment, named, Math::max) + 1;
    generations.put(segment, generation);
    return new FileName(FileKind.TOMBSTONE, segment, generation);
  }

  /** What {@link #take} gives next; stands in every manifest. */
  public long peek() {
    return next.get();
  }
}
