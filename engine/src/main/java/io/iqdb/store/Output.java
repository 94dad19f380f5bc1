package io.iqdb.store;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * An append-only file. Used by one thread at a time, but {@link #sync} may run beside {@link
 * #write}. After a {@link NoSpaceException} nothing more may be written, but what was written
 * before it may be synced; after any other exception only {@link #close} may be called. It never
 * syncs.
 */
public interface Output extends AutoCloseable {
  /**
   * Appends what remains in {@code source} and consumes it.
   *
   * @throws NoSpaceException where the disk is full; part of it may have been written
   */
  void write(ByteBuffer source) throws IOException;

  /**
   * Appends and syncs in one step: on return the bytes, and everything before them, are on disk.
   * Where the file was created with a reserve, space is reserved before anything is written, so
   * that {@link NoSpaceException} means that nothing was; without one this is {@link #write} and
   * {@link #sync}.
   */
  void writeAndSync(ByteBuffer source) throws IOException;

  /** Bytes appended so far; space reserved ahead does not count. */
  long position();

  /** Makes everything written before this call durable. Never called again after it failed. */
  void sync() throws IOException;

  @Override
  void close() throws IOException;
}
