package io.iqdb.kernel;

import io.iqdb.types.DistanceMetric;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

/** What {@link TruncatedMappingTest} runs in a JVM that may die of it. */
final class TruncatedMapping {
  private static final int ROWS = 4;

  private TruncatedMapping() {}

  /** Folder; best, all or long (all kernels, rows of 65,536 components); calls before the cut. */
  public static void main(String[] args) throws IOException {
    int dim = args[1].equals("long") ? 65_536 : 4096;
    int calls = Integer.parseInt(args[2]);
    boolean unharmed = false;
    for (DistanceMetric metric : DistanceMetric.values()) {
      Map<String, DistanceKernel> kernels = new LinkedHashMap<>();
      if (args[1].equals("best")) {
        kernels.put(metric + " best", Kernels.best(metric));
      } else {
        kernels.putAll(Samples.kernels(metric));
      }
      for (Map.Entry<String, DistanceKernel> kernel : kernels.entrySet()) {
        for (Entry entry : Entry.values()) {
          for (long kept : new long[] {0, Rows.stride(dim) / 2}) {
            System.out.println(kernel.getKey() + " " + entry + ", " + kept + " bytes kept");
            if (!isStopped(Path.of(args[0]), kernel.getValue(), entry, dim, kept, calls)) {
              System.out.println("  no InternalError");
              unharmed = true;
            }
          }
        }
      }
    }
    System.exit(unharmed ? 1 : 0);
  }

  /** Whether a kernel that is warm, then loses all but {@code kept} bytes, ends in an error. */
  private static boolean isStopped(
      Path folder, DistanceKernel kernel, Entry entry, int dim, long kept, int calls)
      throws IOException {
    long stride = Rows.stride(dim);
    float[] query = new float[dim];
    float[] out = new float[ROWS];
    try (FileChannel file =
            FileChannel.open(
                folder.resolve("rows"),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE);
        Arena arena = Arena.ofShared()) {
      MemorySegment rows = file.map(MapMode.READ_WRITE, 0, ROWS * stride, arena);
      // short rows are enough to be compiled, except where the length is the point
      long warm = dim > 4096 ? stride : 512;
      for (int i = 0; i < calls; i++) {
        entry.run(kernel, rows, warm, query, out);
      }
      file.truncate(kept);
      try {
        // the error may come at a safepoint after the call
        for (int i = 0; i < 100; i++) {
          entry.run(kernel, rows, stride, query, out);
        }
        return false;
      } catch (InternalError e) {
        return true;
      }
    }
  }

  private enum Entry {
    SCAN,
    GATHER,
    SCORE;

    private static final int[] IDS = {2, 0, 3, 1};

    void run(DistanceKernel kernel, MemorySegment rows, long stride, float[] query, float[] out) {
      switch (this) {
        case SCAN -> kernel.scan(rows, 0, stride, ROWS, query, out);
        case GATHER -> kernel.gather(rows, 0, stride, IDS, ROWS, query, out);
        case SCORE -> out[0] = kernel.score(rows, 0, stride, query);
      }
    }
  }
}
