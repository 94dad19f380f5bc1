package io.iqdb.tools.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.error.InvalidFilterException;
import io.iqdb.types.Filter;
import io.iqdb.types.Value;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

final class FilterJsonTest {
  @Test
  void everyOperatorIsRead() {
    assertEquals(
        Filter.and(Filter.eq("a", Value.of("x")), Filter.or(), Filter.not(Filter.exists("b"))),
        FilterJson.parse(
            """
            {"op":"and","args":[
              {"op":"eq","field":"a","value":"x"},
              {"op":"or","args":[]},
              {"op":"not","arg":{"op":"exists","field":"b"}}]}
            """));
    assertEquals(Filter.ne("a", Value.of(true)), leaf("ne", "true"));
    assertEquals(Filter.lt("a", Value.of("m")), leaf("lt", "\"m\""));
    assertEquals(Filter.le("a", Value.of("m")), leaf("le", "\"m\""));
    assertEquals(Filter.gt("a", Value.of("m")), leaf("gt", "\"m\""));
    assertEquals(Filter.ge("a", Value.NULL), leaf("ge", "null"));
    assertEquals(
        Filter.in("a", List.of(Value.of("x"), Value.of(false))), leaf("in", "[\"x\",false]"));
    assertEquals(Filter.startsWith("a", "pre"), leaf("startsWith", "\"pre\""));
    assertEquals(Filter.contains("a", Value.of("x")), leaf("contains", "\"x\""));
    assertEquals(Filter.isNull("a"), FilterJson.parse("{\"field\":\"a\",\"op\":\"isNull\"}"));
  }

  @Test
  void numbersThatBothKindsHoldMeetBoth() {
    Value five = Value.of(5);
    Value real = Value.of(5.0);
    assertEquals(Filter.in("a", List.of(five, real)), leaf("eq", "5"));
    assertEquals(Filter.in("a", List.of(real, five)), leaf("eq", "5.0"));
    assertEquals(Filter.or(Filter.ne("a", five), Filter.ne("a", real)), leaf("ne", "5"));
    assertEquals(Filter.or(Filter.lt("a", five), Filter.lt("a", real)), leaf("lt", "5"));
    assertEquals(Filter.or(Filter.ge("a", real), Filter.ge("a", five)), leaf("ge", "5e0"));
    assertEquals(
        Filter.or(Filter.contains("a", five), Filter.contains("a", real)), leaf("contains", "5"));
    assertEquals(Filter.in("a", List.of(five, Value.of("x"), real)), leaf("in", "[5,\"x\"]"));
    assertEquals(
        Filter.not(Filter.or(Filter.gt("a", five), Filter.gt("a", real))),
        FilterJson.parse("{\"op\":\"not\",\"arg\":{\"op\":\"gt\",\"field\":\"a\",\"value\":5}}"));
  }

  @Test
  void numbersThatOnlyOneKindHoldsMeetThatKind() {
    assertEquals(Filter.gt("a", Value.of(2.5)), leaf("gt", "2.5"));
    assertEquals(Filter.eq("a", Value.of((1L << 53) + 1)), leaf("eq", "9007199254740993"));
    assertEquals(Filter.eq("a", Value.of(Long.MAX_VALUE)), leaf("eq", "9223372036854775807"));
    assertEquals(Filter.eq("a", Value.of(0x1p63)), leaf("eq", "9223372036854775808.0"));
    assertEquals(
        Filter.in("a", List.of(Value.of(Long.MIN_VALUE), Value.of(-0x1p63))),
        leaf("eq", "-9223372036854775808"));
    assertEquals(Filter.le("a", Value.of(1e300)), leaf("le", "1e300"));
  }

  @Property
  void aTwinIsTheSameNumber(@ForAll long number) {
    Filter filter = leaf("eq", Long.toString(number));
    if (filter instanceof Filter.In(String field, List<Value> values)) {
      assertEquals(Value.of(number), values.getFirst());
      Value.Real twin = (Value.Real) values.getLast();
      assertEquals(0, new BigDecimal(twin.number()).compareTo(new BigDecimal(number)));
    } else {
      assertTrue(new BigDecimal((double) number).compareTo(new BigDecimal(number)) != 0);
    }
  }

  @Test
  void asManyValuesAsTheLimitAreTakenWithTheirTwins() {
    Filter.Or both = (Filter.Or) leaf("in", numbers(Filter.MAX_IN));
    assertEquals(2, both.filters().size());
    assertEquals(Filter.MAX_IN, ((Filter.In) both.filters().getFirst()).values().size());
    refused("{\"op\":\"in\",\"field\":\"a\",\"value\":" + numbers(1025) + "}", "found 1025");
  }

  @Test
  void malformedFiltersNameTheirPlace() {
    refused("", "filter: expected JSON");
    refused("{", "filter: ");
    refused("5", "filter: expected an object");
    refused("{}", "filter.op: expected the name");
    refused("{\"op\":\"eqq\"}", "filter.op: expected and, or");
    refused("{\"op\":\"eq\",\"value\":5}", "filter.field: expected, but missing");
    refused("{\"op\":\"eq\",\"field\":5,\"value\":5}", "filter.field: expected the name");
    refused("{\"op\":\"eq\",\"field\":\"a\"}", "filter.value: expected, but missing");
    refused("{\"op\":\"eq\",\"field\":\"a\",\"value\":1,\"x\":2}", "found another");
    refused("{\"op\":\"and\"}", "filter.args: expected, but missing");
    refused("{\"op\":\"and\",\"args\":{}}", "filter.args: expected an array");
    refused("{\"op\":\"not\"}", "filter.arg: expected, but missing");
    refused("{\"op\":\"in\",\"field\":\"a\",\"value\":5}", "filter.value: expected an array");
    refused(
        "{\"op\":\"startsWith\",\"field\":\"a\",\"value\":5}", "filter.value: expected a string");
    refused(
        "{\"op\":\"or\",\"args\":[{\"op\":\"not\",\"arg\":{\"op\":\"and\",\"args\":[{},7]}}]}",
        "filter.args[0].arg.args[0].op");
  }

  @Test
  void deepNestingIsReadOrRefusedButNeverOverflows() {
    String not = "{\"op\":\"not\",\"arg\":";
    String leaf = "{\"op\":\"exists\",\"field\":\"a\"}";
    FilterJson.parse(not.repeat(64) + leaf + "}".repeat(64));
    refused(not.repeat(100_000) + leaf + "}".repeat(100_000), "filter: not well-formed");
  }

  private static String numbers(int count) {
    return IntStream.range(0, count)
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(",", "[", "]"));
  }

  private static Filter leaf(String op, String value) {
    return FilterJson.parse("{\"op\":\"" + op + "\",\"field\":\"a\",\"value\":" + value + "}");
  }

  private static void refused(String json, String named) {
    String message =
        assertThrows(InvalidFilterException.class, () -> FilterJson.parse(json)).toString();
    assertTrue(message.contains(named), message);
  }
}
