package io.iqdb.torture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * R23: a process with a heap of 64 MiB loads, changes, merges and searches several times as much,
 * without a wrong answer, and within the memory that heap, memtables and merges account for. {@code
 * -Dheap.records} chooses another size.
 */
@EnabledOnOs(OS.LINUX)
final class SmallHeapTest {
  private static final int HEAP_MIB = 64;
  private static final int MEMTABLE_MIB = 8;

  /** One is written, one flushed, each up to half as large again, and a bulk chunk of each. */
  private static final int TABLES_MIB = 5 * MEMTABLE_MIB;

  private static final int MERGING_MIB = 32;

  /** Code, classes, stacks and the collector's own. */
  private static final int JVM_MIB = 64;

  private static final int BUDGET_MIB = HEAP_MIB + TABLES_MIB + MERGING_MIB + JVM_MIB;

  private static final Path REPORTS = Path.of("target", "reliability");

  @TempDir Path folder;

  @Test
  @Tag("slow")
  void dataFarLargerThanTheHeapStayWithinABudgetOfMemory() throws Exception {
    int records = Integer.getInteger("heap.records", 300_000);
    List<String> options = List.of("-Xmx" + HEAP_MIB + "m", "-XX:+ExitOnOutOfMemoryError");
    try (JavaProcess child =
        JavaProcess.start(
            folder,
            options,
            SmallHeapChild.class,
            folder.resolve("database"),
            records,
            (long) MEMTABLE_MIB << 20)) {
      String[] measured = child.readLine().split(" ", -1);
      assertEquals(0, child.waitFor());
      long mostMiB = Long.parseLong(measured[0]) >> 10;
      long dataMiB = Long.parseLong(measured[1]) >> 20;
      report(records, mostMiB, dataMiB, measured[2], measured[3]);
      assertTrue(mostMiB <= BUDGET_MIB, mostMiB + " MiB, the budget is " + BUDGET_MIB);
      assertTrue(dataMiB > 2 * HEAP_MIB, dataMiB + " MiB of data are too few to tell");
      assertTrue(Long.parseLong(measured[2]) > 0, "nothing was merged");
    }
  }

  private static void report(
      int records, long mostMiB, long dataMiB, String merges, String segments) throws IOException {
    String json =
        String.format(
            Locale.ROOT,
            """
            {
              "heapMiB": %d,
              "budgetMiB": %d,
              "mostAnonymousMiB": %d,
              "records": %d,
              "dataMiB": %d,
              "merges": %s,
              "segmentsInTheEnd": %s
            }
            """,
            HEAP_MIB,
            BUDGET_MIB,
            mostMiB,
            records,
            dataMiB,
            merges,
            segments);
    Files.createDirectories(REPORTS);
    Files.writeString(REPORTS.resolve("r23.json"), json);
    System.out.print("r23 " + json);
  }
}
