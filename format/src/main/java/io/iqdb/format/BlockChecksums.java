package io.iqdb.format;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * CRC32C of each 64 KiB block of a file, by offset in the file; the last block may be short.
 * Immutable.
 */
public final class BlockChecksums {
  /** Length of a block. */
  public static final int BLOCK_BYTES = 1 << 16;

  /** Most blocks of one file: 1 TiB. */
  public static final int MAX_BLOCKS = 1 << 24;

  private final int[] table;

  private BlockChecksums(int[] table) {
    this.table = table;
  }

  /** How many blocks {@code length} bytes make. */
  public static long blocksOf(long length) {
    return Math.ceilDiv(length, (long) BLOCK_BYTES);
  }

  /** The table of {@code count} blocks at the position of {@code source}, which moves behind it. */
  static BlockChecksums decode(ByteBuffer source, int count) {
    int[] table = new int[count];
    for (int block = 0; block < count; block++) {
      table[block] = source.getInt();
    }
    return new BlockChecksums(table);
  }

  void encode(ByteBuffer target) {
    for (int crc : table) {
      target.putInt(crc);
    }
  }

  /** The number of blocks. */
  public int count() {
    return table.length;
  }

  /** The checksum of one block. */
  public int crc(int block) {
    return table[block];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BlockChecksums checksums && Arrays.equals(table, checksums.table);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(table);
  }

  /** The number of blocks. */
  @Override
  public String toString() {
    return "BlockChecksums[" + table.length + "]";
  }

  /**
   * Takes the bytes of a file in order, in pieces of any length; besides blocks it sums spans, one
   * at a time, without reading a byte twice. Used by one thread.
   */
  public static final class Builder {
    private static final int BLOCK_SHIFT = Crc32c.shift(BLOCK_BYTES);

    private final CRC32C piece = new CRC32C();
    private int[] table = new int[16];
    private int blocks;

    /** Bytes of the block so far, of them those in {@link #piece}, and the sum of the others. */
    private int filled;

    private int pieceLength;
    private int blockCrc;
    private int spanCrc;

    /** Starts at offset 0 of a file. */
    public Builder() {
      // nothing to set up
    }

    /** Takes what remains in {@code bytes}, whose position stays. */
    public void update(ByteBuffer bytes) {
      ByteBuffer rest = bytes.duplicate();
      while (rest.hasRemaining()) {
        int length = Math.min(rest.remaining(), BLOCK_BYTES - filled);
        piece.update(rest.slice(rest.position(), length));
        rest.position(rest.position() + length);
        filled += length;
        pieceLength += length;
        if (filled == BLOCK_BYTES) {
          endBlock();
        }
      }
    }

    /** Begins a span with the next byte. */
    public void beginSpan() {
      endPiece();
      spanCrc = 0;
    }

    /** The checksum of all bytes since the span began. */
    public int span() {
      endPiece();
      return spanCrc;
    }

    /** The checksums of all bytes so far; the last block ends here, and nothing may follow. */
    public BlockChecksums build() {
      if (filled > 0) {
        endBlock();
      }
      return new BlockChecksums(Arrays.copyOf(table, blocks));
    }

    private void endPiece() {
      if (pieceLength > 0) {
        int crc = (int) piece.getValue();
        int shift = pieceLength == BLOCK_BYTES ? BLOCK_SHIFT : Crc32c.shift(pieceLength);
        blockCrc = pieceLength == filled ? crc : Crc32c.combine(blockCrc, crc, shift);
        spanCrc = Crc32c.combine(spanCrc, crc, shift);
        piece.reset();
        pieceLength = 0;
      }
    }

    private void endBlock() {
      endPiece();
      if (blocks == table.length) {
        table = Arrays.copyOf(table, 2 * blocks);
      }
      table[blocks++] = blockCrc;
      filled = 0;
    }
  }
}
