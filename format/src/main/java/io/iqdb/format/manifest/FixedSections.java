package io.iqdb.format.manifest;

import io.iqdb.error.InvalidArgumentException;
import io.iqdb.format.MalformedException;
import io.iqdb.types.DistanceMetric;
import io.iqdb.types.IndexKind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The two sections of a manifest that have one length.
 *
 * <pre>
 *  CONFIG     0           4        6       8                COUNTERS   0               8
 *             | dimension | metric | index | zero u64 |                | next sequence | next file |
 * </pre>
 */
final class FixedSections {
  private static final int CONFIG_BYTES = 16;
  private static final int COUNTERS_BYTES = 16;

  /** Where numbers go on. */
  record Counters(long nextSequence, long nextFileNumber) {}

  private FixedSections() {}

  static ByteBuffer encodeConfig(StoredConfig config) {
    return ByteBuffer.allocate(CONFIG_BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(config.dimension())
        .putShort((short) config.metric().tag())
        .putShort((short) config.index().tag())
        .putLong(0)
        .flip();
  }

  static StoredConfig decodeConfig(ByteBuffer source) {
    requireLength(source, CONFIG_BYTES);
    int dimension = source.getInt();
    int metric = Short.toUnsignedInt(source.getShort());
    int index = Short.toUnsignedInt(source.getShort());
    requireZero(source.getLong(), 8);
    try {
      return new StoredConfig(dimension, metric(metric), index(index));
    } catch (InvalidArgumentException outOfRange) {
      throw malformed(outOfRange, 0);
    }
  }

  private static DistanceMetric metric(int tag) {
    for (DistanceMetric metric : DistanceMetric.values()) {
      if (metric.tag() == tag) {
        return metric;
      }
    }
    throw unknown(4);
  }

  private static IndexKind index(int tag) {
    for (IndexKind index : IndexKind.values()) {
      if (index.tag() == tag) {
        return index;
      }
    }
    throw unknown(6);
  }

  private static MalformedException unknown(long offset) {
    return new MalformedException("a known tag", "another", offset);
  }

  static ByteBuffer encodeCounters(Counters counters) {
    return ByteBuffer.allocate(COUNTERS_BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(counters.nextSequence())
        .putLong(counters.nextFileNumber())
        .flip();
  }

  static Counters decodeCounters(ByteBuffer source) {
    requireLength(source, COUNTERS_BYTES);
    return new Counters(source.getLong(), source.getLong());
  }

  static void requireLength(ByteBuffer source, long expected) {
    if (source.remaining() != expected) {
      throw new MalformedException(expected + " bytes", source.remaining() + " bytes", 0);
    }
  }

  static void requireZero(long value, long offset) {
    if (value != 0) {
      throw new MalformedException("zero", Long.toString(value), offset);
    }
  }

  /** What a constructor refused, as damage at {@code offset}. */
  static MalformedException malformed(InvalidArgumentException refused, long offset) {
    return new MalformedException(
        "values in their ranges", String.valueOf(refused.getMessage()), offset);
  }
}
