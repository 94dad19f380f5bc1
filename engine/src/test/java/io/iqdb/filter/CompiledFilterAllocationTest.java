package io.iqdb.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.testing.AllocatedBytes;
import io.iqdb.types.Filter;
import io.iqdb.types.Metadata;
import io.iqdb.types.Value;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompiledFilterAllocationTest {
  @Test
  void evaluatingAllocatesNothing() {
    Metadata metadata =
        Metadata.builder()
            .put("a", Value.of(Metadata.of("b", Value.of("text"))))
            .put("blob", Value.of(new byte[300]))
            .put("n", 5)
            .put("r", 1.5)
            .put("tags", Value.of(List.of(Value.of(1), Value.of("x"))))
            .build();
    byte[] encoded = MetadataEncoder.encode(metadata);
    CompiledFilter filter =
        CompiledFilter.compile(
            Filter.and(
                Filter.or(Filter.eq("missing", Value.of(true)), Filter.startsWith("a.b", "te")),
                Filter.not(Filter.isNull("n")),
                Filter.in("n", List.of(Value.of(4), Value.of(5))),
                Filter.in("a.b", List.of(Value.of("text"), Value.of("other"))),
                Filter.lt("r", Value.of(2.0)),
                Filter.ne("blob", Value.of(new byte[1])),
                Filter.contains("tags", Value.of("x"))));

    assertTrue(filter.matches(encoded, 0, encoded.length));
    long allocated =
        AllocatedBytes.leastOf(() -> {
          for (int i = 0; i < 1000; i++) {
            filter.matches(encoded, 0, encoded.length);
          }
        });
    assertEquals(0, allocated);
  }
}
