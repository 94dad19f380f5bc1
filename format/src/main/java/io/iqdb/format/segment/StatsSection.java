package io.iqdb.format.segment;

import io.iqdb.error.Require;
import io.iqdb.policy.Limits;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * A {@code STATS} section: what a segment says about itself. Every segment has one.
 *
 * <pre>
 *    0  rows             u64    56  largest sequence offset   u64
 *    8  base sequence    u64    64  created, ms since 1970    i64
 *   16  numeric ids      u64    72  earliest expiry           i64
 *   24  byte ids         u64    80  dimension                 u32
 *   32  payload rows     u64    84  origin                    u32
 *   40  expiring rows    u64    88  length of the text        u32, at most 256
 *   48  smallest seq off u64    92  zero                      u32
 *   96  version of the library, UTF-8
 * </pre>
 *
 * @param rows rows of the segment
 * @param baseSequence what sequence offsets count from
 * @param numberIds rows with a numeric id
 * @param byteIds rows with a byte id
 * @param payloadRows rows with metadata, empty ones included
 * @param expiringRows rows that expire
 * @param minSequenceOffset sequence of the first row less the base, 0 without rows
 * @param maxSequenceOffset sequence of the last row less the base, 0 without rows
 * @param createdMillis when it was written, by the clock of the database
 * @param earliestExpiry of all rows, {@link ExpirySection#NEVER} where none expires
 * @param dimension components of each vector
 * @param origin what wrote it
 * @param library name and version of the library that wrote it
 */
public record StatsSection(
    int rows,
    long baseSequence,
    int numberIds,
    int byteIds,
    int payloadRows,
    int expiringRows,
    long minSequenceOffset,
    long maxSequenceOffset,
    long createdMillis,
    long earliestExpiry,
    int dimension,
    SegmentOrigin origin,
    String library) {
  /** Longest text, encoded. */
  public static final int MAX_LIBRARY_BYTES = 256;

  /** Longest section. */
  public static final int MAX_BYTES = 96 + MAX_LIBRARY_BYTES;

  private static final int FIXED_BYTES = MAX_BYTES - MAX_LIBRARY_BYTES;
  private static final int TEXT_LENGTH = 88;

  /** The section's bytes. */
  public ByteBuffer encode() {
    byte[] text = library.getBytes(StandardCharsets.UTF_8);
    Require.argument(
        text.length <= MAX_LIBRARY_BYTES, "library text of %d bytes is too long", text.length);
    ByteBuffer out = ByteBuffer.allocate(FIXED_BYTES + text.length).order(ByteOrder.LITTLE_ENDIAN);
    out.putLong(rows).putLong(baseSequence).putLong(numberIds).putLong(byteIds);
    out.putLong(payloadRows).putLong(expiringRows);
    out.putLong(minSequenceOffset).putLong(maxSequenceOffset);
    out.putLong(createdMillis).putLong(earliestExpiry);
    out.putInt(dimension).putInt(origin.tag()).putInt(text.length).putInt(0);
    return out.put(text).flip();
  }

  /** Reads what remains of {@code section}, all of a {@code STATS} section. */
  public static StatsSection decode(ByteBuffer section) {
    ByteBuffer in = section.slice().order(ByteOrder.LITTLE_ENDIAN);
    if (in.remaining() < FIXED_BYTES) {
      throw Section.malformed(
          "at least " + FIXED_BYTES + " bytes", Integer.toString(in.remaining()), 0);
    }
    int rows = count(in, "rows", Section.MAX_ROWS);
    long base = atMost(in, "base sequence", Long.MAX_VALUE);
    int numbers = count(in, "numeric ids", rows);
    int bytes = count(in, "byte ids", rows);
    Section.requireEqual("ids", 16, rows, (long) numbers + bytes);
    int payloads = count(in, "payload rows", rows);
    int expiring = count(in, "expiring rows", rows);
    long first = atMost(in, "sequence offset", Long.MAX_VALUE - base);
    long last = atMost(in, "sequence offset", Long.MAX_VALUE - base);
    if (rows == 0 ? first != 0 || last != 0 : last - first < rows - 1) {
      throw Section.malformed("sequences of " + rows + " rows", first + " to " + last, 48);
    }
    long created = in.getLong();
    long earliest = in.getLong();
    if (expiring == 0 != (earliest == ExpirySection.NEVER) || earliest < 1) {
      throw Section.malformed("expiry of " + expiring + " rows", Long.toString(earliest), 72);
    }
    int dimension = in.getInt();
    if (dimension < 1 || dimension > Limits.MAX_DIMENSION) {
      throw Section.malformed("a dimension", Integer.toString(dimension), 80);
    }
    SegmentOrigin origin = SegmentOrigin.of(in.getInt(), 84);
    Section.requireEqual("text length", TEXT_LENGTH, in.remaining() - 8, in.getInt());
    Section.requireAtMost("text length", TEXT_LENGTH, MAX_LIBRARY_BYTES, in.remaining() - 4);
    Section.requireEqual("zero", TEXT_LENGTH + 4, 0, in.getInt());
    return new StatsSection(
        rows, base, numbers, bytes, payloads, expiring, first, last, created, earliest, dimension,
        origin, text(in));
  }

  private static String text(ByteBuffer in) {
    try {
      CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(in);
      return text.toString();
    } catch (CharacterCodingException e) {
      throw Section.malformed("UTF-8", "something else", FIXED_BYTES);
    }
  }

  private static int count(ByteBuffer in, String what, long most) {
    return (int) atMost(in, what, most);
  }

  private static long atMost(ByteBuffer in, String what, long most) {
    int at = in.position();
    long value = in.getLong();
    Section.requireAtMost(what, at, most, value);
    return value;
  }
}
