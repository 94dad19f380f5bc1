package io.iqdb.types;

/**
 * How far apart two vectors are; smaller is nearer, for every metric. The stored tags are frozen:
 * they stand in every manifest ({@code spec/FORMAT.md}, section 4).
 */
public enum DistanceMetric {
  /**
   * {@code 1 - a.b / (sqrt(a.a) * sqrt(b.b))}, in [0, 2]; exactly 1 where a vector is zero or the
   * product of the norms underflows.
   */
  COSINE(0),
  /** {@code -(a.b)}: the negated inner product, so that smaller is nearer. */
  DOT(1),
  /** {@code sqrt(sum((a - b)^2))}. */
  EUCLIDEAN(2),
  /** {@code sum(|a - b|)}. */
  MANHATTAN(3),
  /** The number of components whose raw float32 bits differ; +0.0 and -0.0 do. */
  HAMMING(4);

  private final int tag;

  DistanceMetric(int tag) {
    this.tag = tag;
  }

  /** The number that stands for this metric on disk. */
  public int tag() {
    return tag;
  }
}
