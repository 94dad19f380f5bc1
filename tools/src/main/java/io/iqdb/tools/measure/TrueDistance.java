package io.iqdb.tools.measure;

import io.iqdb.types.DistanceMetric;
import io.iqdb.types.Vector;

/** Distances in float64, one component after the other: what the engine's are compared with. */
public final class TrueDistance {
  private TrueDistance() {}

  /** How far {@code a} and {@code b} are apart; smaller is nearer. */
  public static double between(DistanceMetric metric, Vector a, Vector b) {
    return switch (metric) {
      case COSINE -> {
        double norms = Math.sqrt(dot(a, a)) * Math.sqrt(dot(b, b));
        yield norms == 0 ? 1 : Math.clamp(1 - dot(a, b) / norms, 0.0, 2.0);
      }
      case DOT -> -dot(a, b);
      case EUCLIDEAN -> {
        double sum = 0;
        for (int i = 0; i < a.dimension(); i++) {
          double difference = (double) a.get(i) - b.get(i);
          sum += difference * difference;
        }
        yield Math.sqrt(sum);
      }
      case MANHATTAN -> {
        double sum = 0;
        for (int i = 0; i < a.dimension(); i++) {
          sum += Math.abs((double) a.get(i) - b.get(i));
        }
        yield sum;
      }
      case HAMMING -> {
        int different = 0;
        for (int i = 0; i < a.dimension(); i++) {
          if (Float.floatToRawIntBits(a.get(i)) != Float.floatToRawIntBits(b.get(i))) {
            different++;
          }
        }
        yield different;
      }
    };
  }

  private static double dot(Vector a, Vector b) {
    double sum = 0;
    for (int i = 0; i < a.dimension(); i++) {
      sum += (double) a.get(i) * b.get(i);
    }
    return sum;
  }
}
