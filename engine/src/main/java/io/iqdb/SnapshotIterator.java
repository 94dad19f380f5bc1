package io.iqdb;

import io.iqdb.search.RecordWalk;
import io.iqdb.types.VectorRecord;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * Hands out the records of a walk, one read ahead at most; keeps its snapshot reachable. Used by
 * one thread.
 */
final class SnapshotIterator implements Iterator<VectorRecord> {
  private final Snapshot snapshot;
  private final RecordWalk walk;
  private Optional<VectorRecord> upcoming = Optional.empty();
  private boolean ended;

  SnapshotIterator(Snapshot snapshot, RecordWalk walk) {
    this.snapshot = snapshot;
    this.walk = walk;
  }

  @Override
  public boolean hasNext() {
    if (upcoming.isEmpty() && !ended) {
      upcoming = snapshot.next(walk);
      ended = upcoming.isEmpty();
    }
    return upcoming.isPresent();
  }

  @Override
  public VectorRecord next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    VectorRecord record = upcoming.orElseThrow();
    upcoming = Optional.empty();
    return record;
  }
}
