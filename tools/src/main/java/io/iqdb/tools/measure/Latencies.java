package io.iqdb.tools.measure;

/**
 * How long operations took, counted in buckets a 128th of their value wide, so that any number of
 * them takes the same memory. One thread; threads count on their own and add up.
 */
public final class Latencies {
  private static final int PRECISION_BITS = 7;
  private static final int STEPS = 1 << PRECISION_BITS;

  private final long[] counts = new long[(Long.SIZE - PRECISION_BITS + 1) * STEPS];
  private long total;

  /** Without an operation. */
  public Latencies() {}

  /** Counts an operation of {@code nanos}, at least 0. */
  public void add(long nanos) {
    counts[bucket(nanos)]++;
    total++;
  }

  /** Counts everything that {@code other} counted. */
  public void addAll(Latencies other) {
    for (int i = 0; i < counts.length; i++) {
      counts[i] += other.counts[i];
    }
    total += other.total;
  }

  /** How many operations. */
  public long total() {
    return total;
  }

  /** The time, in microseconds, within which the share {@code quantile} of them ended. */
  public double micros(double quantile) {
    long rank = Math.max(1, (long) Math.ceil(quantile * total));
    long seen = 0;
    for (int i = 0; i < counts.length; i++) {
      seen += counts[i];
      if (seen >= rank && total > 0) {
        return upperBound(i) / 1e3;
      }
    }
    return Double.NaN;
  }

  /** Values below {@link #STEPS} have a bucket each, then every doubling has as many. */
  private static int bucket(long nanos) {
    int shift = Math.max(0, Long.SIZE - PRECISION_BITS - 1 - Long.numberOfLeadingZeros(nanos | 1));
    return (shift << PRECISION_BITS) + (int) (nanos >>> shift);
  }

  private static double upperBound(int bucket) {
    int shift = Math.max(0, (bucket >>> PRECISION_BITS) - 1);
    long steps = bucket - ((long) shift << PRECISION_BITS);
    return shift == 0 ? steps : (steps + 1) * Math.scalb(1.0, shift);
  }
}
