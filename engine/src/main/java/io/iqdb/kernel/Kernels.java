package io.iqdb.kernel;

import io.iqdb.types.DistanceMetric;
import java.util.Optional;

/**
 * Picks kernels for the machine: vectors as wide as it prefers where the module {@code
 * jdk.incubator.vector} is present, scalar code otherwise, which is logged once. All SIMD kernels
 * of a metric give the same bits; scalar ones differ from them in the last places, Hamming
 * excepted.
 */
public final class Kernels {
  private static final String FLAG = "--add-modules jdk.incubator.vector";

  private Kernels() {}

  /** The fastest kernel here. */
  public static DistanceKernel best(DistanceMetric metric) {
    return Width.BITS == 0 ? scalar(metric) : SimdKernels.of(metric, Width.BITS).orElseThrow();
  }

  /** A kernel that runs everywhere. */
  public static DistanceKernel scalar(DistanceMetric metric) {
    return switch (metric) {
      case COSINE -> new Cosine.Scalar();
      case DOT -> new Dot.Scalar();
      case EUCLIDEAN -> new Euclidean.Scalar();
      case MANHATTAN -> new Manhattan.Scalar();
      case HAMMING -> new Hamming.Scalar();
    };
  }

  /**
   * A kernel on vectors of {@code bits}: 128, 256 or 512.
   *
   * @return empty where the module or the machine lacks them
   */
  public static Optional<DistanceKernel> simd(DistanceMetric metric, int bits) {
    return Width.BITS == 0 ? Optional.empty() : SimdKernels.of(metric, bits);
  }

  /** What {@link #best} picks, in words. */
  public static String describe() {
    return Width.BITS == 0
        ? "scalar distance kernels (" + FLAG + " would give SIMD ones)"
        : "SIMD distance kernels, " + Width.BITS + " bits";
  }

  /** Decided, and said if it is slow, when first asked. */
  private static final class Width {
    /** 0 for scalar. */
    static final int BITS = choose();

    private static int choose() {
      Module here = Kernels.class.getModule();
      boolean present =
          ModuleLayer.boot().findModule("jdk.incubator.vector").filter(here::canRead).isPresent();
      int widest = present ? SimdKernels.widest() : 0;
      if (widest < 128) {
        System.getLogger("io.iqdb.kernel")
            .log(
                System.Logger.Level.WARNING,
                present
                    ? "Distances are computed without SIMD: this machine has no vectors of 128 bits"
                    : "Distances are computed without SIMD, several times slower: start the JVM"
                        + " with "
                        + FLAG);
        return 0;
      }
      return widest;
    }
  }
}
