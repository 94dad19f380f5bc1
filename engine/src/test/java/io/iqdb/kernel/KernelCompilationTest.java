package io.iqdb.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import io.iqdb.types.DistanceMetric;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What must hold whatever the JIT has done, or only once it has. */
class KernelCompilationTest {
  private static final int ROWS = 8;
  private static final int DIM = 100;
  private static final int CALLS = 25_000;
  private static final long STRIDE = Rows.stride(DIM);

  private final MemorySegment rows = Arena.ofAuto().allocate(ROWS * STRIDE, 64);
  private final float[] query = Rows.pad(Samples.vector(DIM, new Random(9)));
  private final int[] ids = {3, 1, 4, 7, 5, 0, 2, 6};
  private final float[] out = new float[ROWS];

  @BeforeEach
  void writeRows() {
    Samples.write(rows, 0, vectors());
  }

  @Test
  void bitsAreTheSameInterpretedAndCompiled() {
    for (Map.Entry<String, DistanceKernel> kernel : all().entrySet()) {
      float[] scanned = new float[ROWS];
      kernel.getValue().scan(rows, 0, STRIDE, ROWS, query, scanned);
      float[] gathered = new float[ROWS];
      kernel.getValue().gather(rows, 0, STRIDE, ids, ROWS, query, gathered);
      float scored = kernel.getValue().score(rows, 0, STRIDE, query);
      warmUp(kernel.getValue());
      kernel.getValue().scan(rows, 0, STRIDE, ROWS, query, out);
      assertArrayEquals(scanned, out, kernel.getKey());
      kernel.getValue().gather(rows, 0, STRIDE, ids, ROWS, query, out);
      assertArrayEquals(gathered, out, kernel.getKey());
      float again = kernel.getValue().score(rows, 0, STRIDE, query);
      assertEquals(scored, again, kernel.getKey());
    }
  }

  /** The compiler works beside the test, so a few rounds may pass before its code is used. */
  @Test
  void compiledKernelsAllocateNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (Map.Entry<String, DistanceKernel> kernel : all().entrySet()) {
      long allocated = Long.MAX_VALUE;
      for (int round = 0; round < 50 && allocated > 0; round++) {
        long before = threads.getCurrentThreadAllocatedBytes();
        warmUp(kernel.getValue());
        allocated = threads.getCurrentThreadAllocatedBytes() - before;
      }
      assertEquals(0, allocated, kernel.getKey());
    }
  }

  private void warmUp(DistanceKernel kernel) {
    for (int i = 0; i < CALLS; i++) {
      kernel.scan(rows, 0, STRIDE, ROWS, query, out);
      kernel.gather(rows, 0, STRIDE, ids, ROWS, query, out);
      out[0] = kernel.score(rows, 0, STRIDE, query);
    }
  }

  private static Map<String, DistanceKernel> all() {
    Map<String, DistanceKernel> kernels = new LinkedHashMap<>();
    for (DistanceMetric metric : DistanceMetric.values()) {
      kernels.putAll(Samples.kernels(metric));
    }
    return kernels;
  }

  private static float[][] vectors() {
    Random random = new Random(8);
    float[][] vectors = new float[ROWS][];
    for (int i = 0; i < ROWS; i++) {
      vectors[i] = Samples.vector(DIM, random);
    }
    return vectors;
  }
}
