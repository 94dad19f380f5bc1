package io.iqdb.damage;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.sun.management.ThreadMXBean;
import io.iqdb.Iqdb;
import io.iqdb.damage.Trial.Mode;
import io.iqdb.error.CorruptFileException;
import io.iqdb.error.IqdbException;
import io.iqdb.inspect.Examination;
import io.iqdb.inspect.Examiner;
import io.iqdb.store.Directory;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;

/**
 * R14: a whole database whose files were changed in any way is opened, asked everything and
 * checked. What comes is an answer or an {@link IqdbException}, in little memory, and damage that
 * opening or asking meets is damage to the check too.
 */
class DirectoryFuzzTest {
  private static final long MOST_ALLOCATED = 64L << 20;
  private static final List<Mode> MODES = Mode.all();
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final Image plain;
  private final Image merged;

  DirectoryFuzzTest() throws IOException {
    plain = SampleDatabase.create().image();
    merged = SampleDatabase.merged().image();
  }

  @FuzzTest
  void directory(byte[] input) throws IOException {
    ask(plain, input);
  }

  /** With a segment that a merge wrote, its plan, and a history of merges. */
  @FuzzTest
  void mergedDirectory(byte[] input) throws IOException {
    ask(merged, input);
  }

  private static void ask(Image image, byte[] input) throws IOException {
    Mode mode = MODES.get(input.length == 0 ? 0 : (input[0] >> 1 & 0x7f) % MODES.size());
    Image changed = Edits.apply(image, input);
    // a fuzzer that loads classes allocates more than any file may make the engine take
    if (allocated(changed, mode) > MOST_ALLOCATED) {
      long again = allocated(changed, mode);
      if (again > MOST_ALLOCATED) {
        throw new AssertionError("allocated " + again + " bytes");
      }
    }
  }

  private static long allocated(Image changed, Mode mode) throws IOException {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    boolean found = findsDamage(changed);
    try (Iqdb db = mode.open(changed.toDirectory())) {
      Answers.of(db);
      db.stats();
    } catch (CorruptFileException damage) {
      if (!found) {
        throw new AssertionError("the check did not find: " + damage, damage);
      }
    } catch (IqdbException typed) {
      // a newer version, or no database at all
    }
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }

  private static boolean findsDamage(Image changed) throws IOException {
    try (Directory directory = changed.toDirectory()) {
      Examination seen = new Examiner(directory, Examiner.LOGIC).run();
      return !seen.findings().isEmpty();
    } catch (IqdbException typed) {
      return true;
    }
  }
}
