package io.iqdb.sealed;

import io.iqdb.store.AccessHint;
import io.iqdb.store.Mapping;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Where the bytes of an open file can be read in place. */
sealed interface Content extends AutoCloseable {
  /** A range of the file. */
  MemorySegment slice(long offset, long length);

  /** Says how a range will be read. */
  void advise(long offset, long length, AccessHint hint);

  @Override
  void close();

  /** In the file itself. */
  record Mapped(Mapping mapping) implements Content {
    @Override
    public MemorySegment slice(long offset, long length) {
      return mapping.segment().asSlice(offset, length);
    }

    @Override
    public void advise(long offset, long length, AccessHint hint) {
      mapping.advise(offset, length, hint);
    }

    @Override
    public void close() {
      mapping.close();
    }
  }

  /** In a copy of everything before the footer, off the heap. */
  record Copied(Arena arena, MemorySegment copy) implements Content {
    @Override
    public MemorySegment slice(long offset, long length) {
      return copy.asSlice(offset, length);
    }

    @Override
    public void advise(long offset, long length, AccessHint hint) {
      // it is in memory already
    }

    @Override
    public void close() {
      arena.close();
    }
  }

  /** Nowhere: the file is read positionally. */
  record Unmapped() implements Content {
    @Override
    public MemorySegment slice(long offset, long length) {
      throw new IllegalStateException("the file was opened without a mapping or a copy");
    }

    @Override
    public void advise(long offset, long length, AccessHint hint) {
      // every read is positional
    }

    @Override
    public void close() {
      // nothing is held
    }
  }
}
