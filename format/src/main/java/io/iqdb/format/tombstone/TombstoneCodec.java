package io.iqdb.format.tombstone;

import io.iqdb.error.Require;
import io.iqdb.format.MalformedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.roaringbitmap.RoaringBitmap;

/**
 * The section of a tombstone file: counts, then the deleted rows as a Roaring bitmap in its
 * portable serialization.
 *
 * <pre>
 *  0      8         16
 *  | rows | deleted | bitmap ...
 * </pre>
 */
public final class TombstoneCodec {
  /** The version of the layout. */
  public static final int VERSION = 1;

  private static final int HEAD_BYTES = 16;
  private static final int CONTAINER_ROWS = 1 << 16;

  /** A container of 8 KiB, its key, cardinality and offset. */
  private static final int MAX_CONTAINER_BYTES = 8192 + 8;

  /** Cookie, count and run flags of the serialization, generously. */
  private static final int MAX_BITMAP_HEAD_BYTES = 8 + 8192;

  private TombstoneCodec() {}

  /**
   * The section, ready to be read.
   *
   * @param deleted at least one row; stays as it is
   * @param rows of the segment, all of {@code deleted} below
   */
  public static ByteBuffer encode(RoaringBitmap deleted, int rows) {
    RoaringBitmap compact = deleted.clone();
    compact.runOptimize();
    Require.argument(!compact.isEmpty(), "no row is deleted");
    Require.argument(
        Integer.compareUnsigned(compact.last(), rows) < 0,
        "row %d is not below the %d of the segment",
        Integer.toUnsignedLong(compact.last()),
        rows);
    ByteBuffer target =
        ByteBuffer.allocate(HEAD_BYTES + compact.serializedSizeInBytes())
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(rows)
            .putLong(compact.getLongCardinality());
    compact.serialize(target);
    return target.flip();
  }

  /** The longest section that a segment of so many rows can have. */
  public static int maxBytes(int rows) {
    long containers = Math.ceilDiv(rows, CONTAINER_ROWS);
    return Math.toIntExact(HEAD_BYTES + MAX_BITMAP_HEAD_BYTES + containers * MAX_CONTAINER_BYTES);
  }

  /**
   * The deleted rows, read from the whole of {@code section}, whose position stays.
   *
   * @param rows of the segment
   * @param deleted how many of them the manifest says are deleted
   * @throws MalformedException where {@code section} says otherwise or is no valid bitmap
   */
  public static RoaringBitmap decode(ByteBuffer section, int rows, long deleted) {
    if (section.remaining() < HEAD_BYTES || section.remaining() > maxBytes(rows)) {
      throw new MalformedException(
          HEAD_BYTES + " to " + maxBytes(rows) + " bytes", section.remaining() + " bytes", 0);
    }
    ByteBuffer source = section.slice().order(ByteOrder.LITTLE_ENDIAN);
    require("rows", rows, source.getLong(), 0);
    require("deleted rows", deleted, source.getLong(), 8);
    RoaringBitmap bitmap = deserialize(source.slice());
    requireCanonical(bitmap, source.slice());
    require("cardinality", deleted, bitmap.getLongCardinality(), HEAD_BYTES);
    if (!bitmap.isEmpty() && Integer.compareUnsigned(bitmap.last(), rows) >= 0) {
      long last = Integer.toUnsignedLong(bitmap.last());
      throw new MalformedException("rows below " + rows, "row " + last, HEAD_BYTES);
    }
    return bitmap;
  }

  /**
   * Deserialization promises nothing for bytes that are no bitmap: it may throw anything, or return
   * one that contradicts itself until {@link RoaringBitmap#validate} has seen it.
   */
  private static RoaringBitmap deserialize(ByteBuffer source) {
    RoaringBitmap bitmap = new RoaringBitmap();
    try {
      bitmap.deserialize(source);
      if (bitmap.validate()) {
        return bitmap;
      }
    } catch (IOException | RuntimeException invalid) {
      MalformedException malformed =
          new MalformedException("a Roaring bitmap", String.valueOf(invalid), HEAD_BYTES);
      malformed.initCause(invalid);
      throw malformed;
    }
    throw new MalformedException("a Roaring bitmap", "one that contradicts itself", HEAD_BYTES);
  }

  /** No byte is left over or without meaning: what was read is written the same way again. */
  private static void requireCanonical(RoaringBitmap bitmap, ByteBuffer source) {
    require("length of the bitmap", source.remaining(), bitmap.serializedSizeInBytes(), HEAD_BYTES);
    ByteBuffer again = ByteBuffer.allocate(source.remaining());
    bitmap.serialize(again);
    int mismatch = again.flip().mismatch(source);
    if (mismatch >= 0) {
      throw new MalformedException(
          "byte " + again.get(mismatch), "" + source.get(mismatch), HEAD_BYTES + mismatch);
    }
  }

  private static void require(String what, long expected, long found, long offset) {
    if (expected != found) {
      throw new MalformedException(what + " " + expected, Long.toString(found), offset);
    }
  }
}
