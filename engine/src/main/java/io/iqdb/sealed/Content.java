package io.iqdb.sealed;

import io.iqdb.format.SectionEntry;
import io.iqdb.store.AccessHint;
import io.iqdb.store.Mapping;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

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

  /**
   * In a copy of everything before the footer, off the heap.
   *
   * @param arena to be closed, or null where the garbage collector frees the copy
   */
  record Copied(@Nullable Arena arena, MemorySegment copy) implements Content {
    /**
     * Up to here a copy is left to the garbage collector: closing takes all threads a handshake.
     */
    private static final long SMALL = 64 << 10;

    /** Fills the copy. */
    interface Filling {
      void fill(MemorySegment copy) throws IOException;
    }

    /** A copy of {@code length} bytes; holds nothing where filling it fails. */
    static Copied of(long length, Filling filling) throws IOException {
      if (length <= SMALL) {
        return new Copied(null, filled(Arena.ofAuto(), length, filling));
      }
      Arena arena = Arena.ofShared();
      try {
        return new Copied(arena, filled(arena, length, filling));
      } catch (IOException | RuntimeException | Error failure) {
        arena.close();
        throw failure;
      }
    }

    private static MemorySegment filled(Arena arena, long length, Filling filling)
        throws IOException {
      MemorySegment copy = arena.allocate(length, SectionEntry.ALIGNMENT);
      filling.fill(copy);
      return copy.asReadOnly();
    }

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
      if (arena != null) {
        arena.close();
      }
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
