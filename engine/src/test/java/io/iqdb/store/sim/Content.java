package io.iqdb.store.sim;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a file at one moment, immutable. Versions of a file share the blocks in which they
 * agree, and zero blocks cost nothing, so thousands of versions are cheap. Equal bytes have equal
 * hashes however they came about.
 */
public final class Content {
  /** A file without a byte. */
  public static final Content EMPTY = new Content(new byte[0][], 0, Hash128.ZERO);

  private static final int BLOCK = 1 << 12;

  /** Never written to; stands for every block of zeros, and its hash is zero. */
  private static final byte[] ZEROS = new byte[BLOCK];

  private final byte[][] blocks;
  private final long length;
  private final Hash128 sum;

  /** Invariant: bytes of the last block beyond {@code length} are zero. */
  private Content(byte[][] blocks, long length, Hash128 sum) {
    this.blocks = blocks;
    this.length = length;
    this.sum = sum;
  }

  /** A file of these bytes. */
  public static Content of(byte[] bytes) {
    return EMPTY.write(0, ByteBuffer.wrap(bytes));
  }

  /** Length in bytes. */
  public long length() {
    return length;
  }

  Hash128 hash() {
    return sum.plus(Hash128.of(length));
  }

  /** With what remains of {@code source} at {@code offset}; a gap before it is zeros. */
  Content write(long offset, ByteBuffer source) {
    ByteBuffer from = source.duplicate();
    int count = from.remaining();
    return count == 0 ? this : change(offset, count, from);
  }

  /** With {@code count} zeros at {@code offset}. */
  Content zero(long offset, long count) {
    return count == 0 ? this : change(offset, count, null);
  }

  /** Cut to {@code newLength}, which is at most {@link #length}. */
  public Content truncate(long newLength) {
    Objects.checkFromToIndex(0, newLength, length);
    Content zeroed = zero(newLength, length - newLength);
    return new Content(Arrays.copyOf(zeroed.blocks, blockCount(newLength)), newLength, zeroed.sum);
  }

  /** With one bit turned. */
  public Content flip(long offset, int bit) {
    byte[] one = new byte[1];
    read(offset, ByteBuffer.wrap(one));
    one[0] ^= (byte) (1 << bit);
    return write(offset, ByteBuffer.wrap(one));
  }

  /** Fills what remains of {@code target}; the range lies inside the file. */
  void read(long offset, ByteBuffer target) {
    Objects.checkFromIndexSize(offset, target.remaining(), length);
    long at = offset;
    while (target.hasRemaining()) {
      int within = (int) (at % BLOCK);
      int count = Math.min(target.remaining(), BLOCK - within);
      target.put(blocks[(int) (at / BLOCK)], within, count);
      at += count;
    }
  }

  /** Fills the whole of {@code target}; the range lies inside the file. */
  void read(long offset, MemorySegment target) {
    Objects.checkFromIndexSize(offset, target.byteSize(), length);
    long done = 0;
    while (done < target.byteSize()) {
      int within = (int) ((offset + done) % BLOCK);
      int count = (int) Math.min(target.byteSize() - done, BLOCK - within);
      byte[] block = blocks[(int) ((offset + done) / BLOCK)];
      MemorySegment.copy(block, within, target, ValueLayout.JAVA_BYTE, done, count);
      done += count;
    }
  }

  /** All bytes. */
  public byte[] toBytes() {
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(length));
    read(0, bytes);
    return bytes.array();
  }

  private Content change(long offset, long count, @Nullable ByteBuffer from) {
    long newLength = Math.max(length, Math.addExact(offset, count));
    byte[][] changed = Arrays.copyOf(blocks, blockCount(newLength));
    Arrays.fill(changed, blocks.length, changed.length, ZEROS);
    Hash128 newSum = sum;
    long at = offset;
    while (at < offset + count) {
      int index = (int) (at / BLOCK);
      int within = (int) (at % BLOCK);
      int size = (int) Math.min(offset + count - at, BLOCK - within);
      byte[] old = changed[index];
      byte[] block = changedBlock(old, within, size, from);
      newSum = newSum.minus(hash(index, old)).plus(hash(index, block));
      changed[index] = block;
      at += size;
    }
    return new Content(changed, newLength, newSum);
  }

  @SuppressWarnings("ReferenceEquality") // the shared block is known by identity
  private static byte[] changedBlock(byte[] old, int within, int size, @Nullable ByteBuffer from) {
    if (from == null && (old == ZEROS || size == BLOCK)) {
      return ZEROS;
    }
    byte[] block = old.clone();
    if (from == null) {
      Arrays.fill(block, within, within + size, (byte) 0);
    } else {
      from.get(block, within, size);
    }
    return Arrays.equals(block, ZEROS) ? ZEROS : block;
  }

  @SuppressWarnings("ReferenceEquality") // the shared block is known by identity
  private static Hash128 hash(int index, byte[] block) {
    return block == ZEROS ? Hash128.ZERO : Hash128.ofBlock(index, block);
  }

  private static int blockCount(long length) {
    return Math.toIntExact((length + BLOCK - 1) / BLOCK);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Content content
        && content.length == length
        && content.sum.equals(sum)
        && Arrays.deepEquals(content.blocks, blocks);
  }

  @Override
  public int hashCode() {
    return hash().hashCode();
  }

  @Override
  public String toString() {
    return length + " bytes, " + hash();
  }
}
