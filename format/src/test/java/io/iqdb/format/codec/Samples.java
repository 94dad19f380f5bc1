package io.iqdb.format.codec;

import io.iqdb.types.Metadata;
import io.iqdb.types.Value;
import io.iqdb.types.VectorId;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** Generated values of every kind. */
public final class Samples {
  private Samples() {}

  /** Text that has a UTF-8 form, supplementary characters included. */
  public static Arbitrary<String> texts() {
    return Arbitraries.oneOf(
        Arbitraries.strings().ascii().ofMaxLength(20),
        Arbitraries.strings().withChars('a', '\u00e9', '\u20ac', '\uFFFD', '\0').ofMaxLength(8),
        Arbitraries.of("\uD83D\uDE00", "a\uD800\uDC00b", "\uFFFF", ""));
  }

  /** Any id. */
  public static Arbitrary<VectorId> ids() {
    Arbitrary<VectorId> numbers = Arbitraries.longs().map(VectorId::of);
    Arbitrary<VectorId> bytes =
        Arbitraries.bytes().array(byte[].class).ofMinSize(1).ofMaxSize(1024).map(VectorId::of);
    return Arbitraries.oneOf(numbers, bytes);
  }

  /** Metadata nested a few levels deep. */
  public static Arbitrary<Metadata> metadata() {
    return fields(values(2));
  }

  private static Arbitrary<Metadata> fields(Arbitrary<Value> values) {
    return Arbitraries.maps(texts(), values).ofMaxSize(4).map(Metadata::of);
  }

  private static Arbitrary<Value> values(int depth) {
    Arbitrary<Value> leaves =
        Arbitraries.oneOf(
            Arbitraries.just(Value.NULL),
            Arbitraries.of(true, false).map(Value::of),
            Arbitraries.longs().map(Value::of),
            Arbitraries.doubles().map(Value::of),
            Arbitraries.of(Double.NaN, -0.0, Double.NEGATIVE_INFINITY).map(Value::of),
            texts().map(Value::of),
            Arbitraries.bytes().array(byte[].class).ofMaxSize(40).map(Value::of));
    if (depth == 0) {
      return leaves;
    }
    Arbitrary<Value> inner = values(depth - 1);
    return Arbitraries.oneOf(
        leaves, inner.list().ofMaxSize(3).map(Value::of), fields(inner).map(Value::of));
  }

  /** One of every kind. */
  public static Metadata everyKind() {
    return Metadata.of(
        Map.of(
            "array", Value.of(List.of(Value.of(1), Value.of("two"), Value.of(List.of()))),
            "bool", Value.of(true),
            "bytes", Value.of(new byte[] {1, 2, 3}),
            "int", Value.of(-7),
            "null", Value.NULL,
            "object", Value.of(Metadata.of("inner", Value.of(false))),
            "real", Value.of(2.5),
            "text", Value.of("caf\u00e9")));
  }
}
