package io.iqdb.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How many files this process may map at once. Beyond {@code vm.max_map_count} the JVM does not
 * throw, it aborts. The count stands in the system properties, as text, because it belongs to the
 * process: several class loaders may each have this class.
 *
 * @param limit most mappings
 */
record MappingBudget(long limit) {
  private static final String COUNT = "io.iqdb.mappings";
  private static final Path SYSTEM_LIMIT = Path.of("/proc/sys/vm/max_map_count");
  private static final int SHARE = 4; // the heap, code, stacks and others map as well

  /** A quarter of what the system allows; no limit where it does not say. */
  static MappingBudget ofSystem() {
    try (InputStream in = Files.newInputStream(SYSTEM_LIMIT)) {
      // in one read: the kernel answers the second read of such a file with its end
      String digits = new String(in.readNBytes(32), StandardCharsets.US_ASCII);
      return new MappingBudget(Long.parseLong(digits.strip()) / SHARE);
    } catch (IOException | NumberFormatException unknown) {
      return new MappingBudget(Long.MAX_VALUE);
    }
  }

  /** Counts one more mapping. */
  void take() throws TooManyMappingsException {
    long count = add(1);
    if (count > limit) {
      add(-1);
      throw new TooManyMappingsException(
          "this process maps " + (count - 1) + " files, " + limit + " are allowed");
    }
  }

  /** Counts one mapping less. */
  void giveBack() {
    add(-1);
  }

  private static long add(int delta) {
    return count(
        System.getProperties()
            .compute(COUNT, (key, old) -> Long.toString(Math.max(0, count(old) + delta))));
  }

  private static long count(@Nullable Object text) {
    return text == null ? 0 : Long.parseLong(text.toString());
  }
}
