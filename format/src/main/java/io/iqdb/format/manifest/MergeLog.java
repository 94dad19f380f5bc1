package io.iqdb.format.manifest;

import io.iqdb.error.CorruptFileException;
import io.iqdb.error.InvalidArgumentException;
import io.iqdb.format.FileName;
import io.iqdb.format.FilePart;
import io.iqdb.format.MalformedException;
import io.iqdb.format.MergeSpecCodec;
import io.iqdb.policy.MergeRecord;
import io.iqdb.policy.MergeRecord.Outcome;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was merged in a database, the last {@link #KEPT} merges, and totals since the first segment
 * was counted. It stays encoded: opening a database only looks whether the lengths of the lines
 * fit, and the next manifest takes them over as they are. Immutable.
 *
 * <pre>
 *  MERGES  0       4      8       16       24            32         40
 *          | count | zero | since | merges | bytes added | bytes in | bytes out | lines ...
 *
 *  line    0        4      8         16      24        32         40          48        56
 *          | length | zero | started | nanos | stalled | bytes in | bytes out | rows in | rows out |
 *          64       72
 *          | result | what was merged, and why ({@link MergeSpecCodec})
 * </pre>
 */
public final class MergeLog {
  /** How many merges are kept. */
  public static final int KEPT = 64;

  /** Of a database that has counted nothing yet: there is no section. */
  public static final MergeLog NONE = new MergeLog(new byte[0], null, 0);

  private static final int HEAD_BYTES = 48;
  private static final int LINE_BYTES = 72;
  private static final int ALIGNMENT = 8;

  private static final int MAX_LINE_BYTES = LINE_BYTES + MergeSpecCodec.MAX_BYTES;

  /** The longest section. */
  public static final int MAX_BYTES = HEAD_BYTES + KEPT * MAX_LINE_BYTES;

  /**
   * Sums since the database counts them.
   *
   * @param sinceMillis when that began, in milliseconds since 1970; 0 where nothing was counted yet
   * @param merges that were published
   * @param bytesAdded of segments with new rows: flushed, or loaded in bulk
   * @param bytesIn of segments that were merged
   * @param bytesOut of segments that merges wrote
   */
  public record Totals(
      long sinceMillis, long merges, long bytesAdded, long bytesIn, long bytesOut) {}

  private final byte[] bytes;
  private final @Nullable FilePart part;
  private final long offset;

  private MergeLog(byte[] bytes, @Nullable FilePart part, long offset) {
    this.bytes = bytes;
    this.part = part;
    this.offset = offset;
  }

  /**
   * The section that remains in {@code source}.
   *
   * @param part where it is, for messages
   * @param offset of it in the file
   * @throws MalformedException where its totals are none, or its lines do not end where it ends
   */
  static MergeLog of(ByteBuffer source, FilePart part, long offset) {
    if (source.remaining() > MAX_BYTES) {
      throw new MalformedException(
          "at most " + MAX_BYTES + " bytes", source.remaining() + " bytes", 0);
    }
    byte[] bytes = new byte[source.remaining()];
    source.get(bytes);
    MergeLog log = new MergeLog(bytes, part, offset);
    log.requireStructure();
    return log;
  }

  private void requireStructure() {
    ByteBuffer in = buffer();
    int count = EntryTable.decodeCount(in, KEPT);
    if (in.limit() < HEAD_BYTES) {
      throw new MalformedException(HEAD_BYTES + " bytes", in.limit() + " bytes", 0);
    }
    while (in.position() < HEAD_BYTES) {
      requireNotNegative(in);
    }
    for (int i = 0; i < count; i++) {
      int length = in.remaining() < LINE_BYTES ? 0 : in.getInt(in.position());
      int most = Math.min(in.remaining(), MAX_LINE_BYTES);
      if (length < LINE_BYTES || length % ALIGNMENT != 0 || length > most) {
        throw new MalformedException(
            "a line of " + LINE_BYTES + " to " + most + " bytes",
            Integer.toString(length),
            in.position());
      }
      in.position(in.position() + length);
    }
    if (in.hasRemaining()) {
      throw new MalformedException("the end", in.remaining() + " bytes", in.position());
    }
  }

  private static long requireNotNegative(ByteBuffer in) {
    long value = in.getLong();
    if (value < 0) {
      throw new MalformedException("at least 0", Long.toString(value), in.position() - 8L);
    }
    return value;
  }

  private ByteBuffer buffer() {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Whether nothing was counted yet. */
  public boolean isEmpty() {
    return bytes.length == 0;
  }

  /** The section, ready to be read; only where there is one. */
  ByteBuffer encode() {
    return ByteBuffer.wrap(bytes.clone()).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The sums. */
  public Totals totals() {
    if (isEmpty()) {
      return new Totals(0, 0, 0, 0, 0);
    }
    ByteBuffer in = buffer().position(8);
    return new Totals(in.getLong(), in.getLong(), in.getLong(), in.getLong(), in.getLong());
  }

  /**
   * The merges, oldest first.
   *
   * @throws CorruptFileException where a line says what no merge can have been
   */
  public List<MergeRecord> records() {
    if (part == null) {
      return decode(); // written by this process, or nothing at all
    }
    try {
      return decode();
    } catch (MalformedException malformed) {
      throw part.damage(offset, malformed);
    }
  }

  private List<MergeRecord> decode() {
    List<MergeRecord> records = new ArrayList<>();
    for (int at = HEAD_BYTES; at < bytes.length; at += buffer().getInt(at)) {
      records.add(line(buffer().slice(at, buffer().getInt(at)), at));
    }
    return List.copyOf(records);
  }

  private static MergeRecord line(ByteBuffer slice, int at) {
    try {
      return line(slice.order(ByteOrder.LITTLE_ENDIAN).position(4));
    } catch (MalformedException inside) {
      throw new MalformedException(inside.expected(), inside.found(), at + inside.offset());
    }
  }

  private static MergeRecord line(ByteBuffer in) {
    FixedSections.requireZero(in.getInt(), 4);
    long started = requireNotNegative(in);
    long nanos = requireNotNegative(in);
    long stalled = requireNotNegative(in);
    long bytesIn = requireNotNegative(in);
    long bytesOut = requireNotNegative(in);
    long rowsIn = requireNotNegative(in);
    long rowsOut = requireNotNegative(in);
    long result = requireNotNegative(in);
    if (result > FileName.LARGEST) {
      throw new MalformedException("a file number", Long.toString(result), 64);
    }
    MergeSpecCodec.Stored stored = MergeSpecCodec.get(in);
    if (in.hasRemaining()) {
      throw new MalformedException("the end", in.remaining() + " bytes", in.position());
    }
    try {
      return new MergeRecord(
          stored.spec(),
          stored.segments(),
          Outcome.DONE,
          started,
          nanos,
          stalled,
          bytesIn,
          bytesOut,
          rowsIn,
          rowsOut,
          result,
          null);
    } catch (InvalidArgumentException outOfRange) {
      throw FixedSections.malformed(outOfRange, 0);
    }
  }

  /**
   * What the next manifest says.
   *
   * @param added bytes of segments with new rows that it names first
   * @param merge that it publishes, or null
   * @param millis the time now
   */
  public MergeLog next(long added, @Nullable MergeRecord merge, long millis) {
    if (added == 0 && merge == null) {
      return this;
    }
    Totals totals = totals();
    int count = isEmpty() ? 0 : buffer().getInt(0);
    int from = HEAD_BYTES;
    if (merge != null && count == KEPT) {
      from += buffer().getInt(from); // the oldest goes
      count--;
    }
    int kept = Math.max(0, bytes.length - from);
    int line = merge == null ? 0 : LINE_BYTES + MergeSpecCodec.bytes(merge.spec());
    ByteBuffer out =
        ByteBuffer.allocate(HEAD_BYTES + kept + line)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(count + (merge == null ? 0 : 1))
            .putInt(0)
            .putLong(isEmpty() ? Math.max(0, millis) : totals.sinceMillis())
            .putLong(sum(totals.merges(), merge == null ? 0 : 1))
            .putLong(sum(totals.bytesAdded(), added))
            .putLong(sum(totals.bytesIn(), merge == null ? 0 : merge.bytesIn()))
            .putLong(sum(totals.bytesOut(), merge == null ? 0 : merge.bytesOut()));
    if (kept > 0) {
      out.put(bytes, from, kept);
    }
    if (merge != null) {
      put(out, merge, line);
    }
    return new MergeLog(out.array(), part, offset);
  }

  /** Stays at the largest number there is: whatever a file says, the next manifest can say. */
  private static long sum(long total, long more) {
    return total + more < 0 ? Long.MAX_VALUE : total + more;
  }

  private static void put(ByteBuffer out, MergeRecord merge, int length) {
    out.putInt(length)
        .putInt(0)
        .putLong(Math.max(0, merge.startedMillis()))
        .putLong(merge.nanos())
        .putLong(merge.stalledNanos())
        .putLong(merge.bytesIn())
        .putLong(merge.bytesOut())
        .putLong(merge.rowsIn())
        .putLong(merge.rowsOut())
        .putLong(merge.result());
    MergeSpecCodec.put(out, merge.spec(), merge.segments());
  }

  /** Where its bytes are the same. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof MergeLog log && Arrays.equals(bytes, log.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return isEmpty() ? "no merges counted" : totals() + ", " + buffer().getInt(0) + " lines";
  }
}
