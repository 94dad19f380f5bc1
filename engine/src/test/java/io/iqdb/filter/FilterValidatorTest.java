package io.iqdb.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.error.InvalidFilterException;
import io.iqdb.types.Filter;
import io.iqdb.types.Value;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class FilterValidatorTest {
  private static final Filter LEAF = Filter.exists("f");
  private static final List<UnaryOperator<Filter>> NODES =
      List.of(Filter::not, filter -> Filter.and(LEAF, filter), filter -> Filter.or(filter, LEAF));

  @Test
  void depthOf64IsAcceptedAnd65Refused() {
    for (UnaryOperator<Filter> node : NODES) {
      FilterValidator.validate(nested(node, 64));
      assertTrue(refusal(nested(node, 65)).contains("deeper than 64"));
    }
  }

  @Test
  void hugeDepthIsRefusedWithoutOverflowingTheStack() {
    for (UnaryOperator<Filter> node : NODES) {
      assertTrue(refusal(nested(node, 100_000)).contains("deeper than 64"));
    }
  }

  @Test
  void emptyNodesCountLikeOthers() {
    FilterValidator.validate(nested(Filter::not, Filter.and(), 63));
    assertTrue(refusal(nested(Filter::not, Filter.and(), 64)).contains("deeper than 64"));
  }

  @Test
  void widthIsNotLimited() {
    Filter[] wide = new Filter[100_000];
    Arrays.fill(wide, LEAF);
    FilterValidator.validate(Filter.or(wide));
  }

  @Test
  void inOf1024ValuesIsAcceptedAnd1025RefusedAtAnyDepth() {
    Filter most = Filter.in("f", Collections.nCopies(1024, Value.of(1)));
    Filter more = Filter.in("f", Collections.nCopies(1025, Value.of(1)));
    FilterValidator.validate(most);
    FilterValidator.validate(nested(Filter::not, most, 64));
    assertEquals("in lists 1025 values, at most 1024 allowed", refusal(more));
    assertEquals(refusal(more), refusal(Filter.and(LEAF, Filter.or(LEAF, Filter.not(more)))));
  }

  @Test
  void fieldWithoutANameIsRefusedInEveryLeaf() {
    List<Filter> leaves =
        List.of(
            Filter.eq("", Value.NULL),
            Filter.ne("", Value.NULL),
            Filter.lt("", Value.NULL),
            Filter.le("", Value.NULL),
            Filter.gt("", Value.NULL),
            Filter.ge("", Value.NULL),
            Filter.in("", List.of()),
            Filter.exists(""),
            Filter.isNull(""),
            Filter.startsWith("", "p"),
            Filter.contains("", Value.NULL));
    leaves.forEach(leaf -> assertTrue(refusal(Filter.not(leaf)).contains("field"), leaf::toString));
  }

  @Test
  void unpairedSurrogateIsRefusedWhereverItWouldBeEncoded() {
    for (String broken : List.of("\uD83D", "a\uDE00", "\uD83Da", "\uDE00\uD83D")) {
      assertTrue(refusal(Filter.exists(broken)).contains("surrogate"));
      assertTrue(refusal(Filter.eq("f", Value.of(broken))).contains("surrogate"));
      assertTrue(refusal(Filter.in("f", List.of(Value.of(broken)))).contains("surrogate"));
      assertTrue(refusal(Filter.startsWith("f", broken)).contains("surrogate"));
    }
    FilterValidator.validate(Filter.eq("😀", Value.of("a😀b")));
  }

  private static Filter nested(UnaryOperator<Filter> node, int depth) {
    return nested(node, LEAF, depth);
  }

  private static Filter nested(UnaryOperator<Filter> node, Filter innermost, int depth) {
    Filter filter = innermost;
    for (int i = 0; i < depth; i++) {
      filter = node.apply(filter);
    }
    return filter;
  }

  private static String refusal(Filter filter) {
    return String.valueOf(
        assertThrows(InvalidFilterException.class, () -> FilterValidator.validate(filter))
            .getMessage());
  }
}
