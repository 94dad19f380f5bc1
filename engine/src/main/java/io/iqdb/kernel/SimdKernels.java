package io.iqdb.kernel;

import io.iqdb.types.DistanceMetric;
import java.util.Optional;
import jdk.incubator.vector.FloatVector;

/** The kernels that need the vector module; not loaded without it. */
final class SimdKernels {
  private SimdKernels() {}

  /** The widest vectors that the machine runs well and kernels exist for, in bits. */
  static int widest() {
    return Math.min(512, FloatVector.SPECIES_PREFERRED.vectorBitSize());
  }

  /** Empty where the machine lacks the width: such vectors would be emulated lane by lane. */
  static Optional<DistanceKernel> of(DistanceMetric metric, int bits) {
    if (bits > widest()) {
      return Optional.empty();
    }
    return switch (bits) {
      case 128 -> Optional.of(of128(metric));
      case 256 -> Optional.of(of256(metric));
      case 512 -> Optional.of(of512(metric));
      default -> Optional.empty();
    };
  }

  private static DistanceKernel of128(DistanceMetric metric) {
    return switch (metric) {
      case COSINE -> new Cosine.Simd128();
      case DOT -> new Dot.Simd128();
      case EUCLIDEAN -> new Euclidean.Simd128();
      case MANHATTAN -> new Manhattan.Simd128();
      case HAMMING -> new Hamming.Simd128();
    };
  }

  private static DistanceKernel of256(DistanceMetric metric) {
    return switch (metric) {
      case COSINE -> new Cosine.Simd256();
      case DOT -> new Dot.Simd256();
      case EUCLIDEAN -> new Euclidean.Simd256();
      case MANHATTAN -> new Manhattan.Simd256();
      case HAMMING -> new Hamming.Simd256();
    };
  }

  private static DistanceKernel of512(DistanceMetric metric) {
    return switch (metric) {
      case COSINE -> new Cosine.Simd512();
      case DOT -> new Dot.Simd512();
      case EUCLIDEAN -> new Euclidean.Simd512();
      case MANHATTAN -> new Manhattan.Simd512();
      case HAMMING -> new Hamming.Simd512();
    };
  }
}
