package io.iqdb.policy;

/**
 * How merges run, whatever the {@link MergePolicy} chose: immutable, and replaceable while a
 * database is open. Small merges run first.
 *
 * @param threads merges that run at the same time, 1 to 64
 * @param bytesPerSecond bytes that all merges together may write in a second; 0 for no limit,
 *     otherwise 65,536 to 2^50
 * @param cpuShare share of its time that a background merge works while searches run, 0.01 to 1; it
 *     works all the time while there are none
 * @param largeBytes a merge expected to write at least this many bytes is large, and only one large
 *     merge runs at a time, so that small ones are never kept waiting by several; 1 to 2^50
 * @param memoryBytes heap and direct memory that all running merges together may take for buffers,
 *     4 MiB to 2^40; a merge that needs more than is left waits, and one that needs more than all
 *     of it is split into smaller ones, or refused
 */
public record MergeScheduling(
    int threads, long bytesPerSecond, double cpuShare, long largeBytes, long memoryBytes) {
  private static final MergeScheduling DEFAULTS =
      new MergeScheduling(
          Runtime.getRuntime().availableProcessors() > 2 ? 2 : 1, 0, 0.5, 256L << 20, 256L << 20);

  /** Checks the ranges. */
  public MergeScheduling {
    Range.check("threads", threads, 1, 64);
    if (bytesPerSecond != 0) {
      Range.check("bytesPerSecond (where not 0, no limit)", bytesPerSecond, 1L << 16, 1L << 50);
    }
    Range.check("cpuShare", cpuShare, 0.01, 1);
    Range.check("largeBytes", largeBytes, 1, 1L << 50);
    Range.check("memoryBytes", memoryBytes, 4L << 20, 1L << 40);
  }

  /**
   * 2 threads, or 1 on a machine of one or two processors; no limit on writes, half the time while
   * searches run, large from 256 MiB, 256 MiB of memory: about 18 million rows with numeric ids.
   */
  public static MergeScheduling defaults() {
    return DEFAULTS;
  }

  /** With as many merges at the same time. */
  public MergeScheduling withThreads(int newThreads) {
    return new MergeScheduling(newThreads, bytesPerSecond, cpuShare, largeBytes, memoryBytes);
  }

  /** With as many bytes written in a second at most; 0 for no limit. */
  public MergeScheduling withBytesPerSecond(long newBytesPerSecond) {
    return new MergeScheduling(threads, newBytesPerSecond, cpuShare, largeBytes, memoryBytes);
  }

  /** With this share of the time while searches run. */
  public MergeScheduling withCpuShare(double newCpuShare) {
    return new MergeScheduling(threads, bytesPerSecond, newCpuShare, largeBytes, memoryBytes);
  }

  /** With merges being large from this many bytes. */
  public MergeScheduling withLargeBytes(long newLargeBytes) {
    return new MergeScheduling(threads, bytesPerSecond, cpuShare, newLargeBytes, memoryBytes);
  }

  /** With this much memory for buffers. */
  public MergeScheduling withMemoryBytes(long newMemoryBytes) {
    return new MergeScheduling(threads, bytesPerSecond, cpuShare, largeBytes, newMemoryBytes);
  }
}
