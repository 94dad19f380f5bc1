package io.iqdb.format.segment;

import io.iqdb.error.Require;
import io.iqdb.format.codec.PayloadBlockCodec;
import io.iqdb.policy.Compression;
import io.iqdb.policy.Limits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Writes a {@code PAYLOAD} section row by row. Nothing is written before the first row that has
 * metadata, and no block begins or ends with a row that has none. Used by one thread.
 */
public final class PayloadSectionWriter {
  /** Raw bytes after which a block ends. */
  private static final int BLOCK_BYTES = 16 << 10;

  /** Rows without metadata that a block takes in a row, at four bytes each. */
  private static final int LONGEST_RUN = 256;

  private final SectionOutput out;
  private final Compression compression;
  private final PayloadBlockCodec codec = new PayloadBlockCodec();
  private int[] ends = new int[64];
  private byte[] bytes = new byte[0];
  private byte[] raw = new byte[0];
  private int length;

  /** First row of the block, its rows up to the last with metadata, and all of them. */
  private int firstRow;

  private int rows;
  private int pendingRows;

  private final Index index = new Index();
  private int nextRow;
  private int payloadRows;
  private long rawBytes;

  /** Compresses blocks with {@code compression} where that makes them shorter. */
  public PayloadSectionWriter(SectionOutput.Sink sink, Compression compression) {
    this.out = new SectionOutput(sink);
    this.compression = compression;
  }

  /** The entries of the blocks written so far. */
  private static final class Index {
    private ByteBuffer entries =
        ByteBuffer.allocate(PayloadSection.ENTRY_BYTES * 64).order(ByteOrder.LITTLE_ENDIAN);

    void add(int firstRow, int rows, long offset, int stored, int raw) {
      if (entries.remaining() < PayloadSection.ENTRY_BYTES) {
        int capacity = Math.multiplyExact(entries.capacity(), 2);
        entries = ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN).put(entries.flip());
      }
      entries.putInt(firstRow).putInt(rows).putLong(offset).putInt(stored).putInt(raw);
    }

    int blocks() {
      return entries.position() / PayloadSection.ENTRY_BYTES;
    }

    ByteBuffer finished() {
      return entries.flip();
    }
  }

  /** Appends a row without metadata. */
  public void addAbsent() throws IOException {
    nextRow++;
    if (rows > 0) {
      if (pendingRows - rows == LONGEST_RUN || pendingRows == PayloadSection.MAX_BLOCK_ROWS) {
        endBlock();
      } else {
        addEnd();
      }
    }
  }

  private void addEnd() {
    if (pendingRows == ends.length) {
      ends = Arrays.copyOf(ends, PayloadSection.MAX_BLOCK_ROWS);
    }
    ends[pendingRows++] = length;
  }

  /** Appends a row with the metadata that {@code encoded} holds. */
  public void add(byte[] encoded) throws IOException {
    int added = encoded.length;
    Require.state(added >= 1 && added <= Limits.MAX.metadataBytes(), "metadata of %d bytes", added);
    int filled = length + pendingRows * Integer.BYTES;
    if (rows > 0
        && (filled + added + Integer.BYTES > BLOCK_BYTES
            || pendingRows == PayloadSection.MAX_BLOCK_ROWS)) {
      endBlock();
    }
    if (rows == 0) {
      firstRow = nextRow;
    }
    if (length + added > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + added, bytes.length * 2));
    }
    System.arraycopy(encoded, 0, bytes, length, added);
    length += added;
    addEnd();
    rows = pendingRows;
    nextRow++;
    payloadRows++;
  }

  private void endBlock() throws IOException {
    int table = rows * Integer.BYTES;
    if (raw.length < table + length) {
      raw = new byte[Math.max(table + length, bytes.length)];
    }
    ByteBuffer target = ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < rows; i++) {
      target.putInt(ends[i]);
    }
    target.put(bytes, 0, length);
    byte[] stored = codec.encode(raw, 0, table + length, compression);
    index.add(firstRow, rows, out.position(), stored.length, table + length);
    out.put(ByteBuffer.wrap(stored));
    rawBytes += table + length;
    length = 0;
    rows = 0;
    pendingRows = 0;
  }

  /** Rows with metadata so far. */
  public int payloadRows() {
    return payloadRows;
  }

  /** Writes what is left and the index, unless no row had metadata. */
  public void finish() throws IOException {
    if (payloadRows == 0) {
      return;
    }
    if (rows > 0) {
      endBlock();
    }
    out.padTo(Section.align(out.position(), Long.BYTES));
    long start = out.position();
    int blocks = index.blocks();
    out.put(index.finished());
    out.putLong(blocks);
    out.putLong(start);
    out.putLong(payloadRows);
    out.putLong(rawBytes);
    out.flush();
  }
}
