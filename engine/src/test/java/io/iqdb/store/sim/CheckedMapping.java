package io.iqdb.store.sim;

import io.iqdb.format.FileName;
import io.iqdb.store.AccessHint;
import io.iqdb.store.Mapping;
import java.lang.foreign.MemorySegment;

/**
 * Closed once, and not used afterwards; a segment kept beyond is the mapping's own to refuse, with
 * {@link IllegalStateException}.
 */
final class CheckedMapping implements Mapping, CheckedDirectory.Handle {
  private final CheckedDirectory directory;
  private final FileName name;
  private final Mapping inner;

  CheckedMapping(CheckedDirectory directory, FileName name, Mapping inner) {
    this.directory = directory;
    this.name = name;
    this.inner = inner;
  }

  @Override
  public MemorySegment segment() {
    directory.requireOpen(this, "read");
    return inner.segment();
  }

  @Override
  public void advise(long offset, long length, AccessHint hint) {
    directory.requireOpen(this, "advised");
    inner.advise(offset, length, hint);
  }

  @Override
  public void close() {
    directory.closed(this);
    inner.close();
  }

  @Override
  public boolean holds(FileName other) {
    return name.equals(other);
  }

  @Override
  public String toString() {
    return "mapping " + name;
  }
}
