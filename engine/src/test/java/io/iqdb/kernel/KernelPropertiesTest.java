package io.iqdb.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.iqdb.types.DistanceMetric;
import java.util.Arrays;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class KernelPropertiesTest {
  /** Cosine multiplies the two norms in either order, so it holds there too. */
  @Property(tries = 300)
  void distanceIsSymmetric(
      @ForAll @Size(min = 1, max = 80) float[] left,
      @ForAll @Size(min = 80, max = 80) float[] long80) {
    float[] right = Arrays.copyOf(long80, left.length);
    for (DistanceMetric metric : DistanceMetric.values()) {
      for (Map.Entry<String, DistanceKernel> kernel : Samples.kernels(metric).entrySet()) {
        assertEquals(
            Samples.score(kernel.getValue(), left, right),
            Samples.score(kernel.getValue(), right, left),
            kernel.getKey());
      }
    }
  }

  @Property(tries = 300)
  void distanceToItselfIsZero(@ForAll @Size(min = 1, max = 80) float[] vector) {
    for (DistanceMetric metric :
        new DistanceMetric[] {
          DistanceMetric.EUCLIDEAN, DistanceMetric.MANHATTAN, DistanceMetric.HAMMING
        }) {
      for (Map.Entry<String, DistanceKernel> kernel : Samples.kernels(metric).entrySet()) {
        assertEquals(0f, Samples.score(kernel.getValue(), vector, vector), kernel.getKey());
      }
    }
  }
}
