package io.iqdb.sealed;

import io.iqdb.format.BlockChecksums;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;

/**
 * The block of one file that was read last, sound as it is here: whoever goes through the file from
 * front to back in small steps reads and verifies each block once. Used by one thread; holds 64 KiB
 * from the first read on.
 */
public final class LastBlock {
  private static final int NONE = -1;

  private byte[] bytes = new byte[0];
  private ByteBuffer room = ByteBuffer.wrap(bytes);
  private int block = NONE;

  /** Of a file that nothing was read of. */
  public LastBlock() {}

  /** Whether it is this one. */
  boolean is(int wanted) {
    return block == wanted;
  }

  /** How long it is. */
  int length() {
    return room.limit();
  }

  /** Copies a part of it. */
  void copy(int from, MemorySegment target, long at, int count) {
    MemorySegment.copy(bytes, from, target, ValueLayout.JAVA_BYTE, at, count);
  }

  /** Where another one may be read to; there is no last block until {@link #verified}. */
  ByteBuffer forget() {
    block = NONE;
    if (bytes.length == 0) {
      bytes = new byte[BlockChecksums.BLOCK_BYTES];
      room = ByteBuffer.wrap(bytes);
    }
    return room;
  }

  /** What was read is {@code sound}. */
  void verified(int sound) {
    block = sound;
  }
}
