package io.iqdb.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.types.DistanceMetric;
import org.junit.jupiter.api.Test;

/** Run twice by the build: with the vector module and without. */
class KernelsTest {
  private static final boolean PRESENT =
      ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();

  @Test
  void theBestKernelUsesVectorsExactlyWhereTheModuleIsPresent() {
    for (DistanceMetric metric : DistanceMetric.values()) {
      boolean scalar = Kernels.best(metric).getClass() == Kernels.scalar(metric).getClass();
      assertEquals(!PRESENT, scalar, metric.name());
      assertEquals(PRESENT, Kernels.simd(metric, 128).isPresent(), metric.name());
    }
  }

  @Test
  void widthsThatDoNotExistAreEmpty() {
    for (int bits : new int[] {0, 64, 100, 1024}) {
      assertTrue(Kernels.simd(DistanceMetric.DOT, bits).isEmpty(), bits + " bits");
    }
  }

  @Test
  void theDescriptionNamesTheWidthOrTheMissingFlag() {
    String expected = PRESENT ? " bits" : "--add-modules jdk.incubator.vector";
    assertTrue(Kernels.describe().contains(expected), Kernels.describe());
  }

  @Test
  void theBestKernelIsAsWideAsTheMachineAllows() {
    for (DistanceMetric metric : DistanceMetric.values()) {
      Class<?> widest = Samples.kernels(metric).values().stream().toList().getLast().getClass();
      assertSame(widest, Kernels.best(metric).getClass());
    }
  }
}
