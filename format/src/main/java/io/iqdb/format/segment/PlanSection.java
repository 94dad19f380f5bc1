package io.iqdb.format.segment;

import io.iqdb.error.Require;
import io.iqdb.format.Crc32c;
import io.iqdb.format.MalformedException;
import io.iqdb.format.MergeSpecCodec;
import io.iqdb.policy.MergeSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A {@code PLAN} section: what a merge is about to write, as the first thing in its file. It is for
 * those who look at a file that is still being written, and at its beginning alone: so it says
 * itself how long it is, and has a checksum of its own.
 *
 * <pre>
 *  0        4        8         16
 *  | "PLAN" | length | started | bytes expected | what is merged, and why | zero u32 | crc u32 |
 * </pre>
 *
 * @param spec what is merged, and why
 * @param segments how many; read from a file, {@code spec} may name the first ones alone
 * @param startedMillis when the merge began, by the clock of the database
 * @param bytesExpected about how long the file will be
 */
public record PlanSection(MergeSpec spec, int segments, long startedMillis, long bytesExpected) {
  /** The longest there is. */
  public static final int MAX_BYTES = 24 + MergeSpecCodec.MAX_BYTES + 8;

  /** The bytes {@code 50 4C 41 4E}. */
  private static final int MAGIC = 0x4E414C50;

  private static final int FIXED_BYTES = MAX_BYTES - MergeSpecCodec.MAX_BYTES;
  private static final int CRC_BYTES = 4;

  /** Checks the ranges. */
  public PlanSection {
    Require.argument(startedMillis >= 0, "a merge begun at %d", startedMillis);
    Require.argument(bytesExpected >= 0, "a merge of %d bytes", bytesExpected);
  }

  /** The section's bytes. */
  public ByteBuffer encode() {
    int length = FIXED_BYTES + MergeSpecCodec.bytes(spec);
    ByteBuffer out = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(MAGIC).putInt(length).putLong(startedMillis).putLong(bytesExpected);
    MergeSpecCodec.put(out, spec, segments);
    out.putInt(0);
    return out.putInt(Crc32c.of(out.slice(0, length - CRC_BYTES))).flip();
  }

  /**
   * Reads what {@code source} begins with: a section, and whatever comes behind it.
   *
   * @throws MalformedException where it begins with none
   */
  public static PlanSection decode(ByteBuffer source) {
    ByteBuffer in = source.slice().order(ByteOrder.LITTLE_ENDIAN);
    if (in.remaining() < FIXED_BYTES) {
      throw Section.malformed(FIXED_BYTES + " bytes", Integer.toString(in.remaining()), 0);
    }
    Section.requireEqual("mark", 0, MAGIC, in.getInt());
    int length = in.getInt();
    if (length < FIXED_BYTES || length > Math.min(MAX_BYTES, in.limit())) {
      throw Section.malformed(
          "a length up to " + Math.min(MAX_BYTES, in.limit()), Integer.toString(length), 4);
    }
    int crc = length - CRC_BYTES;
    Section.requireEqual("checksum", crc, in.getInt(crc), Crc32c.of(in.slice(0, crc)));
    in.limit(crc - 4);
    long started = in.getLong();
    Section.requireAtMost("time", 8, Long.MAX_VALUE, started);
    long expected = in.getLong();
    Section.requireAtMost("bytes", 16, Long.MAX_VALUE, expected);
    MergeSpecCodec.Stored stored = MergeSpecCodec.get(in);
    Section.requireEqual("end", in.position(), crc - 4, in.position());
    Section.requireEqual("zero", crc - 4, 0, in.limit(crc).getInt());
    return new PlanSection(stored.spec(), stored.segments(), started, expected);
  }

  /**
   * Reads a section that is complete.
   *
   * @throws MalformedException where it is none, or there is more behind it
   */
  public static PlanSection decodeAll(ByteBuffer section) {
    PlanSection plan = decode(section);
    Section.requireEqual("length", 4, section.remaining(), plan.bytes());
    return plan;
  }

  private int bytes() {
    return FIXED_BYTES + MergeSpecCodec.bytes(spec);
  }
}
