package io.iqdb.damage;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;

/** Holds what is done with a hostile file to the memory that it may take. */
final class LittleMemory {
  /** What one thread may allocate. */
  static final long BYTES = 64L << 20;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private LittleMemory() {}

  /** Something that is done with a database. */
  interface Work {
    void run() throws IOException;
  }

  /** Runs {@code work}, prints what it took, and fails where that is more than {@link #BYTES}. */
  static void suffices(String what, Work work) throws IOException {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    long started = System.nanoTime();
    work.run();
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    long millis = (System.nanoTime() - started) / 1_000_000;
    System.out.println("R17 " + what + ": " + (allocated >> 10) + " KiB, " + millis + " ms");
    assertTrue(allocated < BYTES, () -> what + " took " + allocated + " bytes");
  }
}
