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

  /** Runs {@code decoder} and fails where it allocated more than 64 MiB. */
  public static void bounded(Runnable decoder) {
    long before = THREAD.getCurrentThreadAllocatedBytes();
    decoder.run();
    long allocated = THREAD.getCurrentThreadAllocatedBytes() - before;
    if (allocated > LIMIT) {
      throw new AssertionError("allocated " + allocated + " bytes");
    }
  }
}
