package io.iqdb.store;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A view of a file in memory. Its segment dies when neither the file nor another mapping needs the
 * bytes any more, which may be later than {@link #close}.
 */
final class MemoryMapping implements Mapping {
  private final Block block;
  private final MemorySegment segment;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** Takes over one hold of {@code block}. */
  MemoryMapping(Block block, long length) {
    this.block = block;
    this.segment = block.bytes().asSlice(0, length).asReadOnly();
  }

  @Override
  public MemorySegment segment() {
    return segment;
  }

  @Override
  public void advise(long offset, long length, AccessHint hint) {
    Objects.checkFromIndexSize(offset, length, segment.byteSize()); // memory needs no advice
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      block.release();
    }
  }
}
