package io.iqdb.format;

import io.iqdb.error.InvalidArgumentException;
import io.iqdb.policy.MergeRecord;
import io.iqdb.policy.MergeSpec;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a merge merges and why, inside other structures ({@code spec/FORMAT.md}, section 8).
 *
 * <pre>
 *  0          4             6       8
 *  | segments | rule length | flags | numbers, 8 bytes each | rule | zero up to 8 bytes |
 * </pre>
 */
public final class MergeSpecCodec {
  /** Most segments of one merge: as many as a manifest may name. */
  public static final int MAX_SEGMENTS = 1 << 16;

  private static final int FIXED_BYTES = 8;
  private static final int ALIGNMENT = 8;
  private static final int BACKGROUND = 1;

  /** A character takes at most three bytes, two of them four. */
  private static final int MAX_RULE_BYTES = 3 * MergeSpec.MAX_RULE_CHARACTERS;

  /** The longest there is. */
  public static final int MAX_BYTES =
      FIXED_BYTES + Long.BYTES * MergeRecord.MOST_NUMBERS + MAX_RULE_BYTES;

  private MergeSpecCodec() {}

  /**
   * What was read.
   *
   * @param spec of the first {@link MergeRecord#MOST_NUMBERS} segments
   * @param segments how many there were
   */
  public record Stored(MergeSpec spec, int segments) {}

  /** How many bytes {@link #put} puts. */
  public static int bytes(MergeSpec spec) {
    return padded(numbers(spec.segments().size()), rule(spec).length);
  }

  private static int numbers(int segments) {
    return Math.min(segments, MergeRecord.MOST_NUMBERS);
  }

  private static int padded(int numbers, int rule) {
    return Math.ceilDiv(FIXED_BYTES + Long.BYTES * numbers + rule, ALIGNMENT) * ALIGNMENT;
  }

  private static byte[] rule(MergeSpec spec) {
    return spec.rule().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Puts {@code spec}.
   *
   * @param target little-endian, with zeros behind its position
   * @param segments how many there are, of which {@code spec} names the first at least
   */
  public static void put(ByteBuffer target, MergeSpec spec, int segments) {
    byte[] rule = rule(spec);
    int numbers = numbers(spec.segments().size());
    int end = target.position() + padded(numbers, rule.length);
    target
        .putInt(segments)
        .putShort((short) rule.length)
        .putShort((short) (spec.background() ? BACKGROUND : 0));
    spec.segments().subList(0, numbers).forEach(target::putLong);
    target.put(rule).position(end);
  }

  /**
   * Reads one, from the position of {@code source} on, which is little-endian.
   *
   * @throws MalformedException where {@link #put} put none
   */
  public static Stored get(ByteBuffer source) {
    int start = source.position();
    requireRemaining(source, FIXED_BYTES, start);
    long segments = Integer.toUnsignedLong(source.getInt());
    if (segments < 1 || segments > MAX_SEGMENTS) {
      throw new MalformedException("1 to " + MAX_SEGMENTS + " segments", "" + segments, start);
    }
    int ruleLength = Short.toUnsignedInt(source.getShort());
    if (ruleLength > MAX_RULE_BYTES) {
      throw new MalformedException(
          "at most " + MAX_RULE_BYTES + " bytes", "" + ruleLength, start + 4L);
    }
    int flags = Short.toUnsignedInt(source.getShort());
    if ((flags & ~BACKGROUND) != 0) {
      throw new MalformedException("known flags", Integer.toHexString(flags), start + 6L);
    }
    int numbers = numbers((int) segments);
    int end = start + padded(numbers, ruleLength);
    requireRemaining(source, end - source.position(), start);
    List<Long> sources = sources(source, numbers);
    String rule = rule(source, ruleLength);
    requireZeros(source, end);
    try {
      return new Stored(new MergeSpec(sources, rule, flags == BACKGROUND), (int) segments);
    } catch (InvalidArgumentException refused) {
      throw new MalformedException("a merge", String.valueOf(refused.getMessage()), start);
    }
  }

  private static List<Long> sources(ByteBuffer source, int count) {
    List<Long> sources = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      long number = source.getLong();
      if (number < 0 || number > FileName.LARGEST) {
        throw new MalformedException("a file number", "" + number, source.position() - 8L);
      }
      sources.add(number);
    }
    return sources;
  }

  private static String rule(ByteBuffer source, int length) {
    int offset = source.position();
    ByteBuffer bytes = source.slice(offset, length);
    source.position(offset + length);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException invalid) {
      throw new MalformedException("UTF-8", "other bytes", offset);
    }
  }

  private static void requireZeros(ByteBuffer source, int end) {
    while (source.position() < end) {
      if (source.get() != 0) {
        throw new MalformedException("zero", "another byte", source.position() - 1L);
      }
    }
  }

  private static void requireRemaining(ByteBuffer source, int length, int start) {
    if (source.remaining() < length) {
      throw new MalformedException(length + " bytes", source.remaining() + " bytes", start);
    }
  }
}
