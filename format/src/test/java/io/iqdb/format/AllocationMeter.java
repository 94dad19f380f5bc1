package io.iqdb.format;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Holds decoders to what a hostile input may make them allocate. */
public final class AllocationMeter {
  /** What one small input may cost. */
  private static final long LIMIT = 64L << 20;

  private static final ThreadMXBean THREAD =
      ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

  private AllocationMeter() {}

  /**
   * Runs {@code decoder} and fails where it allocates more than 64 MiB. Loading classes under a
   * fuzzer allocates more than any decoder, so what seems too much has to be so a second time.
   */
  public static void bounded(Runnable decoder) {
    if (allocated(decoder) > LIMIT) {
      long again = allocated(decoder);
      if (again > LIMIT) {
        throw new AssertionError("allocated " + again + " bytes");
      }
    }
  }

  private static long allocated(Runnable decoder) {
    long before = THREAD.getCurrentThreadAllocatedBytes();
    decoder.run();
    return THREAD.getCurrentThreadAllocatedBytes() - before;
  }
}
