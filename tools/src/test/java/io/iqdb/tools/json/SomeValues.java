package io.iqdb.tools.json;

import io.iqdb.types.Metadata;
import io.iqdb.types.Value;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Values, metadata and records of every kind, drawn from a seed. */
public final class SomeValues {
  private final Random random;

  public SomeValues(long seed) {
    random = new Random(seed);
  }

  public VectorRecord record(int dimension) {
    float[] components = new float[dimension];
    for (int i = 0; i < dimension; i++) {
      float any = Float.intBitsToFloat(random.nextInt());
      components[i] = Float.isFinite(any) ? any : 0;
    }
    return new VectorRecord(
        id(),
        Vector.of(components),
        random.nextInt(4) == 0 ? null : metadata(3),
        random.nextInt(4) == 0 ? 1 + random.nextLong(Long.MAX_VALUE - 1) : VectorRecord.NEVER);
  }

  public VectorId id() {
    return switch (random.nextInt(4)) {
      case 0 -> VectorId.of(random.nextLong());
      case 1 -> VectorId.of((long) random.nextInt(10));
      case 2 -> VectorId.of(text() + "x");
      default -> VectorId.of(bytes(1 + random.nextInt(9)));
    };
  }

  public Metadata metadata(int depth) {
    Map<String, Value> fields = new HashMap<>();
    int count = random.nextInt(4);
    for (int i = 0; i < count; i++) {
      fields.put(name(), value(depth));
    }
    return Metadata.of(fields);
  }

  public Value value(int depth) {
    return switch (random.nextInt(depth == 0 ? 6 : 8)) {
      case 0 -> Value.NULL;
      case 1 -> Value.of(random.nextBoolean());
      case 2 -> Value.of(random.nextBoolean() ? random.nextLong() : random.nextInt(3));
      case 3 -> Value.of(real());
      case 4 -> Value.of(text());
      case 5 -> Value.of(bytes(random.nextInt(5)));
      case 6 -> {
        List<Value> values = new ArrayList<>();
        int count = random.nextInt(4);
        for (int i = 0; i < count; i++) {
          values.add(value(depth - 1));
        }
        yield Value.of(values);
      }
      default -> Value.of(metadata(depth - 1));
    };
  }

  private double real() {
    return switch (random.nextInt(6)) {
      case 0 -> Double.NaN;
      case 1 -> Double.NEGATIVE_INFINITY;
      case 2 -> -0.0;
      case 3 -> random.nextInt(100);
      default -> {
        double any = Double.longBitsToDouble(random.nextLong());
        yield Double.isNaN(any) ? Double.NaN : any;
      }
    };
  }

  private String name() {
    return switch (random.nextInt(6)) {
      case 0 -> "$bytes";
      case 1 -> "$real";
      case 2 -> "$object";
      case 3 -> "";
      default -> text();
    };
  }

  private String text() {
    return switch (random.nextInt(5)) {
      case 0 -> "";
      case 1 -> "NaN";
      case 2 -> "AAAA";
      case 3 -> "line\nend \"quoted\" \u0000 \ud83d\ude00";
      default -> Integer.toString(random.nextInt(50), 36);
    };
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
