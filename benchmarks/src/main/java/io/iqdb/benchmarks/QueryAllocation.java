package io.iqdb.benchmarks;

import com.sun.management.ThreadMXBean;
import io.iqdb.Iqdb;
import io.iqdb.IqdbConfig;
import io.iqdb.OpenOptions;
import io.iqdb.policy.FsyncPolicy;
import io.iqdb.types.DistanceMetric;
import io.iqdb.types.Filter;
import io.iqdb.types.Hit;
import io.iqdb.types.Metadata;
import io.iqdb.types.Query;
import io.iqdb.types.Value;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Bytes allocated by a search beyond its result (F14): what the thread allocated for 1,000
 * searches, less what copying their results allocates. Rows lie in segments and in the memtable;
 * with and without a filter. {@code java -cp ... io.iqdb.benchmarks.QueryAllocation}
 */
public final class QueryAllocation {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int SEARCHES = 1000;

  private QueryAllocation() {}

  /** Prints a line for each kind of query. */
  public static void main(String[] args) {
    IqdbConfig config = IqdbConfig.of(32, DistanceMetric.EUCLIDEAN);
    try (Iqdb db = Iqdb.inMemory(config, OpenOptions.defaults().fsync(FsyncPolicy.NEVER))) {
      for (int i = 0; i < 10_000; i++) {
        float[] components = new float[32];
        components[i % 32] = i;
        db.upsert(VectorId.of(i), Vector.of(components), Metadata.of("n", Value.of((long) i)));
        if (i == 6_000) {
          db.flush();
        }
      }
      Vector vector = Vector.of(new float[32]);
      for (int k : new int[] {1, 10, 100}) {
        measure(db, "k " + k, Query.of(vector, k).withoutMetadata());
        measure(
            db,
            "k " + k + ", filter",
            Query.of(vector, k).withoutMetadata().filter(Filter.ge("n", Value.of(5_000L))));
      }
    }
  }

  private static void measure(Iqdb db, String name, Query query) {
    long searching = 0;
    long copying = 0;
    for (int round = 0; round < 5; round++) { // the last one counts: compiled, buffers grown
      long before = THREADS.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < SEARCHES; i++) {
        db.search(query);
      }
      searching = THREADS.getCurrentThreadAllocatedBytes() - before;
      List<Hit> hits = db.search(query);
      before = THREADS.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < SEARCHES; i++) {
        copy(hits);
      }
      copying = THREADS.getCurrentThreadAllocatedBytes() - before;
    }
    System.out.printf(
        Locale.ROOT,
        "%-14s %d bytes a search, of which the result takes %d: %d beyond it%n",
        name,
        searching / SEARCHES,
        copying / SEARCHES,
        (searching - copying) / SEARCHES);
  }

  private static List<Hit> copy(List<Hit> hits) {
    List<Hit> copy = new ArrayList<>(hits.size());
    for (Hit hit : hits) {
      copy.add(new Hit(VectorId.of(((VectorId.U64) hit.id()).value()), hit.distance(), null));
    }
    return copy;
  }
}
