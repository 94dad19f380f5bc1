package io.iqdb.benchmarks;

import io.iqdb.Catalog;
import io.iqdb.CatalogOptions;
import io.iqdb.CollectionInfo;
import io.iqdb.IqdbConfig;
import io.iqdb.OpenCollection;
import io.iqdb.types.DistanceMetric;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Many collections in one catalog: {@code DIRECTORY COUNT} creates them with ten records each,
 * opens the catalog anew, then each collection, and prints what that took, what an idle open one
 * keeps on the heap, and how many threads there are. {@code java -cp ...
 * io.iqdb.benchmarks.Collections ...}
 */
public final class Collections {
  private static final IqdbConfig CONFIG = IqdbConfig.of(128, DistanceMetric.EUCLIDEAN);
  private static final int RECORDS = 10;

  private Collections() {}

  /** See the class. */
  public static void main(String[] args) throws IOException {
    Path directory = Scratch.directory(Path.of(args[0]));
    int count = Integer.parseInt(args[1]);
    long start = System.nanoTime();
    try (Catalog catalog = Catalog.open(directory)) {
      for (int i = 0; i < count; i++) {
        try (OpenCollection collection = catalog.create("collection " + i, CONFIG)) {
          for (int id = 0; id < RECORDS; id++) {
            collection.database().upsert(VectorId.of(id), Vector.of(new float[128]));
          }
        }
      }
    }
    print("created, filled and closed", start, count);
    start = System.nanoTime();
    try (Catalog catalog = Catalog.open(directory, CatalogOptions.defaults().mostOpen(count))) {
      List<CollectionInfo> all = catalog.list();
      System.out.printf(
          Locale.ROOT,
          "opened a catalog of %d in %.1f ms%n",
          all.size(),
          (System.nanoTime() - start) / 1e6);
      long before = used();
      start = System.nanoTime();
      for (CollectionInfo collection : all) {
        catalog.open(collection.name()).close();
      }
      print("opened", start, count);
      System.out.printf(
          Locale.ROOT,
          "%.1f KiB of heap for each idle open collection, %d threads%n",
          (used() - before) / 1024.0 / count,
          Thread.activeCount());
      start = System.nanoTime();
    }
    print("closed", start, count);
  }

  private static void print(String what, long start, int count) {
    double millis = (System.nanoTime() - start) / 1e6;
    System.out.printf(Locale.ROOT, "%s: %.0f ms, %.2f ms each%n", what, millis, millis / count);
  }

  private static long used() {
    Runtime runtime = Runtime.getRuntime();
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
