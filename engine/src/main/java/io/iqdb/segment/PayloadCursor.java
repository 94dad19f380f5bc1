package io.iqdb.segment;

import io.iqdb.format.codec.MetadataCodec;
import io.iqdb.format.codec.PayloadBlockCodec;
import io.iqdb.format.segment.PayloadSection;
import io.iqdb.types.Metadata;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the metadata of rows, block by block: moving inside the block read last costs nothing, and
 * nothing is allocated once its buffers have grown. Used by one thread at a time; made to be pooled
 * and used for one segment after the other. Reads positionally, never through a mapping.
 */
public final class PayloadCursor {
  private @Nullable Segment segment;
  private @Nullable PayloadBlockCodec blocks;
  private @Nullable MetadataCodec records;
  private byte[] stored = new byte[0];
  private ByteBuffer storedView = ByteBuffer.wrap(stored);
  private byte[] raw = new byte[0];

  /** Rows of the block in {@link #raw}; none after a failure. */
  private int firstRow;

  private int rows;

  private int offset;
  private int length = -1;

  /** On no segment. */
  public PayloadCursor() {}

  /** Goes to a segment, which stays open until {@link #detach} or the next call of this. */
  public void attach(Segment next) {
    if (next != segment) {
      detach();
      segment = next;
    }
  }

  /** Lets go of the segment; the buffers stay. */
  public void detach() {
    segment = null;
    rows = 0;
    absent();
  }

  /**
   * Goes to a row of the segment.
   *
   * @return whether it has metadata
   */
  public boolean move(int row) throws IOException {
    Segment current = attached();
    if (row - firstRow < 0 || row - firstRow >= rows) {
      PayloadBlocks payloads = current.payloads();
      int block = payloads == null ? -1 : payloads.find(row);
      if (payloads == null || block < 0) {
        return absent();
      }
      rows = 0; // nothing is known of the buffer if reading fails
      absent();
      rows = payloads.read(block, this);
      firstRow = payloads.firstRow(block);
    }
    int start = PayloadSection.start(raw, rows, row - firstRow);
    int end = PayloadSection.end(raw, rows, row - firstRow);
    if (start == end) {
      return absent();
    }
    offset = start;
    length = end - start;
    return true;
  }

  /** Holds the encoded metadata of the row at {@link #offset}; until the next move. */
  public byte[] block() {
    return raw;
  }

  /** Where the encoded metadata of the row begins. */
  public int offset() {
    return offset;
  }

  /** How long the encoded metadata is, or -1 where the row has none. */
  public int length() {
    return length;
  }

  /** The metadata of the row, or null where it has none. */
  public @Nullable Metadata metadata() {
    PayloadBlocks payloads = attached().payloads();
    return payloads == null || length < 0 ? null : payloads.decode(records(), this);
  }

  MetadataCodec records() {
    MetadataCodec codec = records;
    if (codec == null) {
      codec = new MetadataCodec();
      records = codec;
    }
    return codec;
  }

  private boolean absent() {
    offset = 0;
    length = -1;
    return false;
  }

  private Segment attached() {
    Segment current = segment;
    if (current == null) {
      throw new IllegalStateException("the cursor is on no segment");
    }
    return current;
  }

  /** A view with exactly {@code bytes} remaining of what {@link #stored} gives. */
  ByteBuffer storedBuffer(int bytes) {
    if (stored.length < bytes) {
      stored = new byte[roomFor(bytes)];
      storedView = ByteBuffer.wrap(stored);
    }
    return storedView.clear().limit(bytes);
  }

  /** A block as it is stored, from the front. */
  byte[] stored() {
    return stored;
  }

  /** An array of at least {@code bytes}, where the block goes that {@link #block} gives. */
  byte[] rawBuffer(int bytes) {
    if (raw.length < bytes) {
      raw = new byte[roomFor(bytes)];
    }
    return raw;
  }

  PayloadBlockCodec codec() {
    PayloadBlockCodec codec = blocks;
    if (codec == null) {
      codec = new PayloadBlockCodec();
      blocks = codec;
    }
    return codec;
  }

  private static int roomFor(int bytes) {
    return Math.max(bytes + bytes / 2, 20 << 10);
  }
}
