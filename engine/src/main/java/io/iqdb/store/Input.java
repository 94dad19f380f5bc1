package io.iqdb.store;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * Positional reads of one file. Safe for several threads at once; a caller's interrupt never breaks
 * it.
 */
public interface Input extends AutoCloseable {
  /** Length in bytes, read when the file was opened or later. */
  long length() throws IOException;

  /**
   * Fills what remains of {@code target} from {@code position} on.
   *
   * @throws java.io.EOFException where the file ends before
   */
  void read(long position, ByteBuffer target) throws IOException;

  /** Fills the off-heap {@code target} from {@code position} on; fails as {@link #read} does. */
  void read(long position, MemorySegment target) throws IOException;

  @Override
  void close() throws IOException;
}
