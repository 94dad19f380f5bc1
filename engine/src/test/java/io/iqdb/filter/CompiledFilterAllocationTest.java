package io.iqdb.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import io.iqdb.types.Filter;
import io.iqdb.types.Metadata;
import io.iqdb.types.Value;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompiledFilterAllocationTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

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
    int matched = 0;
    for (int i = 0; i < 1000; i++) {
      matched += filter.matches(encoded, 0, encoded.length) ? 1 : 0;
    }
    THREADS.getCurrentThreadAllocatedBytes(); // its own first call allocates
    long before = THREADS.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 10_000; i++) {
      matched += filter.matches(encoded, 0, encoded.length) ? 1 : 0;
    }
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;

    assertEquals(11_000, matched);
    assertEquals(0, allocated);
  }
}
