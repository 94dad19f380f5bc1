package io.iqdb.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.error.InvalidFilterException;
import io.iqdb.format.MalformedException;
import io.iqdb.types.Filter;
import io.iqdb.types.Metadata;
import io.iqdb.types.Value;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CompiledFilterTest {
  private static final List<BiFunction<String, Value, Filter>> COMPARISONS =
      List.of(Filter::eq, Filter::ne, Filter::lt, Filter::le, Filter::gt, Filter::ge);

  @Test
  void leafOnAnAbsentFieldIsFalseAndItsNegationTrue() {
    Metadata metadata = Metadata.of("present", Value.of(1));
    Stream<Filter> leaves =
        Stream.concat(
            COMPARISONS.stream().map(each -> each.apply("absent", Value.of(1))),
            Stream.of(
                Filter.in("absent", List.of(Value.of(1))),
                Filter.exists("absent"),
                Filter.isNull("absent"),
                Filter.startsWith("absent", ""),
                Filter.contains("absent", Value.of(1))));
    leaves.forEach(leaf -> {
      assertFalse(matches(leaf, metadata), leaf::toString);
      assertTrue(matches(Filter.not(leaf), metadata), leaf::toString);
      assertFalse(CompiledFilter.compile(leaf).matches(new byte[0], 0, -1), leaf::toString);
    });
  }

  @Test
  void kindsThatDifferNeverCompareNotEvenAsUnequal() {
    List<Value> values =
        List.of(
            Value.NULL,
            Value.of(true),
            Value.of(1),
            Value.of(1.0),
            Value.of("1"),
            Value.of(new byte[] {'1'}));
    for (Value stored : values) {
      for (Value literal : values) {
        if (!stored.getClass().equals(literal.getClass())) {
          COMPARISONS.forEach(
              each -> assertFalse(matches(each.apply("f", literal), Metadata.of("f", stored))));
        }
      }
    }
  }

  @Test
  void nanIsNeitherEqualNorUnequalNorOrdered() {
    Value nan = Value.of(Double.NaN);
    for (BiFunction<String, Value, Filter> comparison : COMPARISONS) {
      assertFalse(matches(comparison.apply("f", nan), Metadata.of("f", Value.of(1.0))));
      assertFalse(matches(comparison.apply("f", Value.of(1.0)), Metadata.of("f", nan)));
      assertFalse(matches(comparison.apply("f", nan), Metadata.of("f", nan)));
    }
    assertFalse(matches(Filter.in("f", List.of(nan)), Metadata.of("f", nan)));
  }

  @Test
  void zerosAreEqualWhateverTheirSign() {
    Metadata negative = Metadata.of("f", Value.of(-0.0));
    assertTrue(matches(Filter.eq("f", Value.of(0.0)), negative));
    assertTrue(matches(Filter.in("f", List.of(Value.of(0.0))), negative));
    assertTrue(matches(Filter.in("f", List.of(Value.of(-0.0))), Metadata.of("f", Value.of(0.0))));
  }

  @Test
  void nullEqualsNull() {
    Metadata metadata = Metadata.of("f", Value.NULL);
    assertTrue(matches(Filter.eq("f", Value.NULL), metadata));
    assertTrue(matches(Filter.le("f", Value.NULL), metadata));
    assertTrue(matches(Filter.ge("f", Value.NULL), metadata));
    assertTrue(matches(Filter.isNull("f"), metadata));
    assertTrue(matches(Filter.exists("f"), metadata));
    assertTrue(matches(Filter.in("f", List.of(Value.NULL)), metadata));
    assertFalse(matches(Filter.ne("f", Value.NULL), metadata));
    assertFalse(matches(Filter.lt("f", Value.NULL), metadata));
    assertFalse(matches(Filter.gt("f", Value.NULL), metadata));
  }

  @Test
  void stringsAreOrderedByCodePointNotByChar() {
    // U+1F600 is greater than U+E000, though its first char is less
    assertTrue(matches(Filter.gt("f", Value.of("\uE000")), Metadata.of("f", Value.of("😀"))));
  }

  @Test
  void arraysAndObjectsAsLiteralsMatchNothing() {
    Value array = Value.of(List.of(Value.of(1)));
    Value object = Value.of(Metadata.of("x", Value.of(1)));
    for (Value structure : List.of(array, object)) {
      Metadata metadata =
          Metadata.builder().put("f", structure).put("g", Value.of(List.of(structure))).build();
      COMPARISONS.forEach(each -> assertFalse(matches(each.apply("f", structure), metadata)));
      assertFalse(matches(Filter.in("f", List.of(structure)), metadata));
      assertFalse(matches(Filter.contains("g", structure), metadata));
      assertTrue(matches(Filter.exists("f"), metadata));
    }
  }

  @Test
  void containsFindsAMemberOfAnArrayOnly() {
    Metadata metadata =
        Metadata.builder()
            .put("tags", Value.of(List.of(Value.of("x"), Value.NULL, Value.of(7))))
            .put("text", "x")
            .build();
    assertTrue(matches(Filter.contains("tags", Value.of(7)), metadata));
    assertTrue(matches(Filter.contains("tags", Value.NULL), metadata));
    assertFalse(matches(Filter.contains("tags", Value.of(7.0)), metadata));
    assertFalse(matches(Filter.contains("text", Value.of("x")), metadata));
  }

  @Test
  void wholeNameWinsOverTheWayThroughAnObject() {
    Value inner = Value.of(Metadata.of("b", Value.of(2)));
    Metadata both = Metadata.builder().put("a", inner).put("a.b", 1).build();
    assertTrue(matches(Filter.eq("a.b", Value.of(1)), both));
    assertFalse(matches(Filter.eq("a.b", Value.of(2)), both));
    assertTrue(matches(Filter.eq("a.b", Value.of(2)), Metadata.of("a", inner)));
  }

  @Test
  void lastDotThatLeadsToAValueWins() {
    Value deep = Value.of(Metadata.of("b", Value.of(Metadata.of("c", Value.of(1)))));
    Value shallow = Value.of(Metadata.of("c", Value.of(2)));
    Metadata both = Metadata.builder().put("a", deep).put("a.b", shallow).build();
    assertTrue(matches(Filter.eq("a.b.c", Value.of(2)), both));
    Metadata blocked = Metadata.builder().put("a", deep).put("a.b", 3).build();
    assertTrue(matches(Filter.eq("a.b.c", Value.of(1)), blocked));
  }

  @Test
  void pathReachesThroughAsManyObjectsAsMetadataMayHave() {
    Value value = Value.of("bottom");
    for (int level = 0; level < 63; level++) {
      value = Value.of(Metadata.of("o", value));
    }
    String path = "o.".repeat(63) + "o";
    assertTrue(matches(Filter.eq(path, Value.of("bottom")), Metadata.of("o", value)));
    assertFalse(matches(Filter.exists(path + ".o"), Metadata.of("o", value)));
  }

  @Test
  void objectsNestedDeeperThanAnyEncoderWritesAreRefused() {
    Value value = Value.of("bottom");
    for (int level = 0; level < 1000; level++) {
      value = Value.of(Metadata.of("o", value));
    }
    Metadata deep = Metadata.of("o", value);
    assertThrows(
        MalformedException.class, () -> matches(Filter.exists("o.".repeat(1000) + "o"), deep));
  }

  @Test
  void everyValueOfALargeInIsFoundAndNoOther() {
    List<Value> even = LongStream.range(0, 1024).mapToObj(i -> Value.of(2 * i)).toList();
    CompiledFilter filter = CompiledFilter.compile(Filter.in("f", even));
    for (long number = -1; number <= 2048; number++) {
      byte[] encoded = MetadataEncoder.encode(Metadata.of("f", Value.of(number)));
      assertEquals(
          number >= 0 && number < 2048 && number % 2 == 0,
          filter.matches(encoded, 0, encoded.length));
    }
  }

  @Test
  void noFilterOfAndIsTrueAndNoneOfOrFalse() {
    assertTrue(matches(Filter.and(), Metadata.empty()));
    assertFalse(matches(Filter.or(), Metadata.empty()));
    assertFalse(matches(Filter.in("f", List.of()), Metadata.of("f", Value.of(1))));
  }

  @Test
  void damageIsToldByItsOffsetInTheMetadata() {
    byte[] buffer = new byte[100];
    buffer[40] = 1;
    buffer[41] = 1;
    buffer[42] = 'f';
    buffer[43] = 9; // no such tag
    CompiledFilter filter = CompiledFilter.compile(Filter.exists("f"));
    MalformedException damage =
        assertThrows(MalformedException.class, () -> filter.matches(buffer, 40, 4));
    assertEquals(3, damage.offset());
    assertEquals("9", damage.found());
  }

  @Test
  void varintThatIsNotTheShortestIsRefused() {
    CompiledFilter filter = CompiledFilter.compile(Filter.exists("f"));
    byte[] longZero = {(byte) 0x80, 0};
    byte[] endless = {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1};
    byte[] tooGreat = {-1, -1, -1, -1, 8};
    for (byte[] each : List.of(longZero, endless, tooGreat, new byte[0])) {
      assertThrows(MalformedException.class, () -> filter.matches(each, 0, each.length));
    }
  }

  @Test
  void rangeOutsideTheBufferIsMisuse() {
    CompiledFilter filter = CompiledFilter.compile(Filter.exists("f"));
    assertThrows(IndexOutOfBoundsException.class, () -> filter.matches(new byte[4], 2, 3));
    assertThrows(IndexOutOfBoundsException.class, () -> filter.matches(new byte[4], 0, -2));
  }

  @Test
  void invalidFilterIsNotCompiled() {
    assertThrows(InvalidFilterException.class, () -> CompiledFilter.compile(Filter.exists("")));
  }

  private static boolean matches(Filter filter, Metadata metadata) {
    byte[] encoded = MetadataEncoder.encode(metadata);
    return CompiledFilter.compile(filter).matches(encoded, 0, encoded.length);
  }
}
