package io.iqdb.format.wal;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Positional reads of a write-ahead log, wherever it is. */
@FunctionalInterface
public interface WalSource {
  /** Fills what remains of {@code target}, all of it within the length that was promised. */
  void read(long position, ByteBuffer target) throws IOException;
}
