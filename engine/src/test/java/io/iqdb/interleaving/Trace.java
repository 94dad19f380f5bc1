package io.iqdb.interleaving;

import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import io.iqdb.store.sim.Content;
import io.iqdb.store.sim.Op;
import io.iqdb.store.sim.SimDirectory;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;

/** What happened in a run: counts, the last steps in words, and a digest of everything. */
final class Trace {
  private static final int LAST = 40;

  private final Deque<String> last = new ArrayDeque<>();
  private final Map<String, Long> counts = new TreeMap<>();
  private String current = "";
  private long steps;
  private long operations;
  private long digest;

  /** A step begins. */
  void begin(String name) {
    steps++;
    counts.merge(name, 1L, Long::sum);
    current = name;
    if (last.size() == LAST) {
      last.removeFirst();
    }
    last.addLast(steps + " " + name);
  }

  /** What came of it. */
  void end(String what) {
    last.removeLast();
    last.addLast(steps + " " + current + ": " + what);
    mix(last.getLast().hashCode());
  }

  /**
   * What was done to a disk, in its order, and what is on it in the end. Files that nobody names
   * any more go as soon as the last view lets go of them, on whatever thread does: that they go is
   * part of the run, and when is not.
   */
  void disk(SimDirectory disk) {
    long deletes = 0;
    for (Op op : disk.log().ops()) {
      operations++;
      int hash = op.describe().hashCode();
      if (op instanceof Op.Delete) {
        deletes += hash * 0x9E3779B97F4A7C15L;
      } else {
        mix(hash);
      }
    }
    mix(deletes);
    disk.image().files().forEach((name, content) -> mix(hash(name, content)));
  }

  /** Of manifests the length alone, of others every byte: manifests say how long merges took. */
  private static long hash(FileName name, Content content) {
    byte[] bytes = content.toBytes();
    boolean timed = name.kind() == FileKind.MANIFEST || name.kind() == FileKind.TEMPORARY;
    return 31L * name.toString().hashCode() + (timed ? bytes.length : Arrays.hashCode(bytes));
  }

  private void mix(long more) {
    digest = (digest ^ more) * 0x9E3779B97F4A7C15L;
    digest ^= digest >>> 29;
  }

  long steps() {
    return steps;
  }

  /** What was done to disks. */
  long operations() {
    return operations;
  }

  /** How often each kind of step was taken. */
  Map<String, Long> counts() {
    return counts;
  }

  /** Equal for equal runs, down to the bytes of the files on the disks but manifests. */
  long digest() {
    return digest;
  }

  /** The last steps, one a line. */
  String tail() {
    StringBuilder text = new StringBuilder();
    last.forEach(line -> text.append("\n  ").append(line));
    return text.toString();
  }
}
