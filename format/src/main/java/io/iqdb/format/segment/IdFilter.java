package io.iqdb.format.segment;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A Bloom filter in blocks of one cache line: an id sets six bits of one block, so that asking
 * costs one line. With 50 ids a block about one absent id in a hundred is let through.
 *
 * <p>The hash is part of the format. Its upper bits, scaled, choose the block; mixed once more, its
 * lower 54 bits are six positions in it.
 */
final class IdFilter {
  static final int BLOCK_BYTES = 64;

  private static final int IDS_PER_BLOCK = 50;
  private static final int PROBES = 6;
  private static final int PROBE_BITS = 9; // 512 bits a block
  private static final int WORDS = BLOCK_BYTES / Long.BYTES;

  // odd, and without a pattern: fractional bits of the golden ratio, of sqrt(2) and of sqrt(3)
  private static final long NUMBER_SEED = 0x9E3779B97F4A7C15L;
  private static final long BYTES_SEED = 0x6A09E667F3BCC909L;
  private static final long PROBE_SEED = 0xBB67AE8584CAA73BL;

  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final long[] words;
  private final int blocks;

  /** Empty, for {@code ids} ids. */
  IdFilter(int ids) {
    this.blocks = Math.ceilDiv(ids, IDS_PER_BLOCK);
    this.words = new long[Math.multiplyExact(blocks, WORDS)];
  }

  int blocks() {
    return blocks;
  }

  long word(int index) {
    return words[index];
  }

  int words() {
    return words.length;
  }

  void add(long hash) {
    int first = (int) block(hash, blocks) * WORDS;
    long probes = probes(hash);
    for (int i = 0; i < PROBES; i++, probes >>>= PROBE_BITS) {
      words[first + (int) (probes >>> 6 & WORDS - 1)] |= 1L << probes;
    }
  }

  /** The block that {@code hash} belongs to. */
  static long block(long hash, long blocks) {
    return Math.unsignedMultiplyHigh(hash, blocks);
  }

  /** Whether the id of this hash may be there, from the stored block at {@code offset}. */
  static boolean mayContain(MemorySegment section, long offset, long hash) {
    long probes = probes(hash);
    for (int i = 0; i < PROBES; i++, probes >>>= PROBE_BITS) {
      long word = section.get(Section.U64, offset + (probes >>> 6 & WORDS - 1) * Long.BYTES);
      if ((word & 1L << probes) == 0) {
        return false;
      }
    }
    return true;
  }

  static long hash(long id) {
    return mix(id + NUMBER_SEED);
  }

  static long hash(byte[] id, int offset, int length) {
    long hash = mix(length + BYTES_SEED);
    int at = offset;
    int end = offset + length;
    for (; at <= end - Long.BYTES; at += Long.BYTES) {
      hash = mix(hash ^ (long) WORD.get(id, at));
    }
    if (at < end) {
      long tail = 0;
      for (int i = end - 1; i >= at; i--) {
        tail = (tail << 8) | (id[i] & 0xFF);
      }
      hash = mix(hash ^ tail);
    }
    return hash;
  }

  private static long probes(long hash) {
    return mix(hash ^ PROBE_SEED);
  }

  /** A bijection in which each bit of the input flips about half of the output. */
  private static long mix(long value) {
    long x = (value ^ value >>> 30) * 0xBF58476D1CE4E5B9L;
    x = (x ^ x >>> 27) * 0x94D049BB133111EBL;
    return x ^ x >>> 31;
  }
}
