package io.iqdb.wal;

import io.iqdb.error.CorruptFileException;
import io.iqdb.format.FilePart;
import io.iqdb.format.manifest.WalEntry;
import io.iqdb.format.wal.WalVisitor;
import io.iqdb.store.Directory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Reads the logs that a manifest names, oldest first, and hands their records over in the order of
 * their sequence numbers, which have no gaps. Whatever must be there and is not is {@link
 * CorruptFileException}; what may be missing is counted. One thread.
 */
public final class WalReplay {
  private final Directory directory;
  private final UUID database;
  private final List<WalEntry> entries;
  private final long provenSequence;
  private final int dimension;

  /** Where reading of each log ended; 0 where it did not begin. */
  private final long[] ends;

  /** The sequence number that comes next. */
  private long next;

  /**
   * Reads nothing yet.
   *
   * @param entries in the order of their numbers
   * @param provenSequence the manifest holds effects of every sequence number below, so that the
   *     logs it names reach that far; 0 where nothing is known
   */
  public WalReplay(
      Directory directory,
      UUID database,
      int dimension,
      List<WalEntry> entries,
      long provenSequence) {
    this.directory = directory;
    this.database = database;
    this.entries = List.copyOf(entries);
    this.provenSequence = provenSequence;
    this.dimension = dimension;
    this.ends = new long[entries.size()];
    this.next = entries.isEmpty() ? provenSequence : entries.getFirst().firstSequence();
  }

  /** Replays while nobody writes: for recovery, which holds the lock. */
  public ReplayReport replay(WalVisitor visitor) throws IOException {
    return read(visitor, false);
  }

  /**
   * Replays what a writer may be writing; called again, what was written since. A frame that seems
   * damaged is read again once frames behind it say that it was synced, for it may have been half
   * written the first time; and what is half written is no cut.
   */
  public ReplayReport readBesideWriter(WalVisitor visitor) throws IOException {
    return read(visitor, true);
  }

  /**
   * Reads all that can be read, beside a writer too, and reports damage instead of stopping at it:
   * behind a damaged place the next log is read. Ends that no frame vouches for are in the report.
   *
   * @param findings called on this thread for the first damage of each log
   */
  public ReplayReport examine(WalVisitor visitor, Consumer<CorruptFileException> findings)
      throws IOException {
    List<ReplayReport.Cut> cuts = new ArrayList<>();
    long expected = next;
    long frames = 0;
    long records = 0;
    boolean exact = true;
    for (WalEntry entry : entries) {
      try {
        if (expected != WalFile.ANY) {
          requireStart(entry, expected, exact);
        }
        try (WalFile file = WalFile.open(directory, entry, database, true)) {
          long first = expected == WalFile.ANY && exact ? entry.firstSequence() : expected;
          WalFile.Result result = file.read(first, dimension, visitor);
          expected = result.nextSequence();
          frames += result.frames();
          records += result.records();
          result.cut().ifPresent(cuts::add);
        }
      } catch (CorruptFileException damage) {
        findings.accept(damage);
        expected = WalFile.ANY;
      }
      exact = !entry.isOpen();
    }
    if (expected != WalFile.ANY && expected < provenSequence) {
      findings.accept(gap(entries.getLast(), expected, provenSequence));
    }
    return new ReplayReport(expected, frames, records, cuts);
  }

  private ReplayReport read(WalVisitor visitor, boolean besideWriter) throws IOException {
    List<ReplayReport.Cut> cuts = new ArrayList<>();
    long first = next;
    long frames = 0;
    boolean exact = true; // whether the entry knows where its log begins
    for (int i = 0; i < ends.length; i++) {
      WalEntry entry = entries.get(i);
      if (ends[i] == 0) {
        requireStart(entry, next, exact);
      }
      if (entry.isOpen() || ends[i] != entry.sealedLength()) {
        try (WalFile file = WalFile.open(directory, entry, database, besideWriter)) {
          if (ends[i] != 0) {
            file.goOnAt(ends[i]);
          }
          WalFile.Result result = file.read(next, dimension, visitor);
          next = result.nextSequence();
          ends[i] = file.position();
          frames += result.frames();
          result.cut().ifPresent(cuts::add);
        }
      }
      exact = !entry.isOpen();
    }
    requireProven(next);
    return new ReplayReport(next, frames, next - first, besideWriter ? List.of() : cuts);
  }

  /**
   * A log behind one that was still written when the manifest was may start anywhere behind the
   * bound; its first frame then proves where the other one ended.
   */
  private void requireStart(WalEntry entry, long next, boolean exact) {
    boolean holds = exact ? entry.firstSequence() == next : entry.firstSequence() <= next;
    if (!holds) {
      throw gap(entry, next, entry.firstSequence());
    }
  }

  private void requireProven(long next) {
    if (next < provenSequence) {
      throw gap(entries.getLast(), next, provenSequence);
    }
  }

  private static CorruptFileException gap(WalEntry entry, long next, long found) {
    return new FilePart(entry.fileName(), "frames")
        .damage(0, "sequence " + next + " next", "sequence " + found);
  }
}
