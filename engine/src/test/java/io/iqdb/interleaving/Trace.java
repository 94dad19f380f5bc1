package io.iqdb.interleaving;

import io.iqdb.format.FileName;
import io.iqdb.store.sim.Content;
import io.iqdb.store.sim.Op;
import io.iqdb.store.sim.SimDirectory;
import java.util.ArrayDeque;
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

  /** What was done to a disk, in its order, and what is on it in the end. */
  void disk(SimDirectory disk) {
    for (Op op : disk.log().ops()) {
      operations++;
      mix(op.describe().hashCode());
    }
    disk.image().files().forEach((name, content) -> mix(hash(name, content)));
  }

  /** The length alone: manifests say how long merges took, and checksums follow from that. */
  private static long hash(FileName name, Content content) {
    return 31L * name.toString().hashCode() + content.toBytes().length;
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

  /** Equal for equal runs, down to the lengths of the files on the disks. */
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
