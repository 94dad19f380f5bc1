package io.iqdb.store;

import java.lang.foreign.MemorySegment;

/**
 * A file mapped for reading. Its segment may be read by any thread until {@link #close}; a reader
 * that comes later gets {@link IllegalStateException}, in memory only once the file is gone too.
 * Should the file be truncated behind it, reading gives {@link InternalError} (kernels take care
 * that it does, see {@code io.iqdb.kernel}).
 */
public interface Mapping extends AutoCloseable {
  /** The whole file, read-only. */
  MemorySegment segment();

  /** Tells the operating system how a range will be read; does nothing where it cannot be told. */
  void advise(long offset, long length, AccessHint hint);

  /**
   * Unmaps. Costs a handshake with all threads: done when the last view of a segment goes, never on
   * a query path.
   */
  @Override
  void close();
}
