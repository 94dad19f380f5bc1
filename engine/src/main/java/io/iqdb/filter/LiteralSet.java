package io.iqdb.filter;

import io.iqdb.types.Value;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * The values of an {@code in}, sorted by kind, so that a thousand of them cost ten comparisons.
 * Arrays, objects and NaN equal nothing and are left out. Immutable.
 */
final class LiteralSet {
  /** Bit {@code tag} is set where the value that is this tag alone is a member. */
  private final int symbols;

  private final long[] ints;

  /** Without -0.0, which equals 0.0. */
  private final double[] reals;

  private final byte[][] texts;
  private final byte[][] bytes;

  LiteralSet(Collection<Value> values) {
    int symbols = 0;
    for (Value value : values) {
      if (value instanceof Value.Null) {
        symbols |= 1 << EncodedMetadata.NULL;
      } else if (value instanceof Value.Bool(boolean flag)) {
        symbols |= 1 << (flag ? EncodedMetadata.TRUE : EncodedMetadata.FALSE);
      }
    }
    this.symbols = symbols;
    this.ints =
        of(values, Value.Int.class).stream().mapToLong(Value.Int::number).sorted().toArray();
    this.reals =
        of(values, Value.Real.class).stream()
            .mapToDouble(Value.Real::number)
            .filter(number -> !Double.isNaN(number))
            .map(LiteralSet::canonical)
            .sorted()
            .toArray();
    this.texts =
        sorted(
            of(values, Value.Text.class).stream()
                .map(text -> text.text().getBytes(StandardCharsets.UTF_8))
                .toList());
    this.bytes = sorted(of(values, Value.Bytes.class).stream().map(Value.Bytes::toArray).toList());
  }

  private static <T extends Value> List<T> of(Collection<Value> values, Class<T> kind) {
    return values.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  private static byte[][] sorted(List<byte[]> runs) {
    byte[][] sorted = runs.toArray(byte[][]::new);
    Arrays.sort(sorted, Arrays::compareUnsigned);
    return sorted;
  }

  private static double canonical(double number) {
    return number + 0.0; // -0.0 + 0.0 is 0.0
  }

  /** Whether the value at {@code position} equals a member. */
  boolean contains(byte[] buffer, int position, int end) {
    int tag = EncodedMetadata.tag(buffer, position, end);
    return switch (tag) {
      case EncodedMetadata.NULL, EncodedMetadata.FALSE, EncodedMetadata.TRUE ->
          ((symbols >>> tag) & 1) != 0;
      case EncodedMetadata.INT ->
          Arrays.binarySearch(ints, EncodedMetadata.number(buffer, position, end)) >= 0;
      case EncodedMetadata.REAL ->
          Arrays.binarySearch(
                  reals,
                  canonical(Double.longBitsToDouble(EncodedMetadata.number(buffer, position, end))))
              >= 0;
      case EncodedMetadata.TEXT -> contains(texts, buffer, position, end);
      case EncodedMetadata.BYTES -> contains(bytes, buffer, position, end);
      default -> false;
    };
  }

  private static boolean contains(byte[][] sorted, byte[] buffer, int position, int end) {
    long length = EncodedMetadata.length(buffer, position + 1, end);
    int from = EncodedMetadata.next(length);
    int to = from + EncodedMetadata.value(length);
    int low = 0;
    int high = sorted.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      byte[] candidate = sorted[middle];
      int order = Arrays.compareUnsigned(candidate, 0, candidate.length, buffer, from, to);
      if (order == 0) {
        return true;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return false;
  }
}
