package io.iqdb.store.sim;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The names that a crash may leave: the durable ones and, of the changes since then, what the model
 * allows. A publication is two changes, a name given and a name taken.
 */
final class NameChoices {
  /** One set of names, by file number, and how it came about. */
  record Choice(NavigableMap<SimName, Integer> files, String description) {}

  private record Change(int index, SimName name, @Nullable Integer file, boolean doomed) {
    void applyTo(Map<SimName, Integer> files) {
      if (file == null) {
        files.remove(name);
      } else {
        files.put(name, file);
      }
    }

    boolean isCovered(long directory, int covers) {
      return index < covers && name.directory() == directory;
    }

    Change doom() {
      return new Change(index, name, file, true);
    }

    @Override
    public String toString() {
      return (file == null ? "-" : "+") + name;
    }
  }

  private final CrashModel model;
  private final Bounds bounds;
  private final NavigableMap<SimName, Integer> durable = new TreeMap<>();
  private final List<Change> unsynced = new ArrayList<>();
  private @Nullable List<Choice> choices;

  NameChoices(CrashModel model, Bounds bounds, Map<SimName, Integer> durable) {
    this.model = model;
    this.bounds = bounds;
    this.durable.putAll(durable);
  }

  void give(int index, SimName name, int file) {
    unsynced.add(new Change(index, name, file, false));
    choices = null;
  }

  void take(int index, SimName name) {
    unsynced.add(new Change(index, name, null, false));
    choices = null;
  }

  /**
   * Changes in {@code directory} before {@code covers} are durable, but for those that a failed
   * sync lost.
   */
  void sync(long directory, int covers) {
    for (Change change : unsynced) {
      if (change.isCovered(directory, covers) && !change.doomed()) {
        change.applyTo(durable);
      }
    }
    unsynced.removeIf(change -> change.isCovered(directory, covers));
    choices = null;
  }

  /** The next sync that succeeds does not save the changes before {@code covers}. */
  void doom(long directory, int covers) {
    unsynced.replaceAll(change -> change.isCovered(directory, covers) ? change.doom() : change);
  }

  /** Distinct sets of names; the first is the one that readers see. */
  List<Choice> choices() {
    List<Choice> known = choices;
    if (known == null) {
      known = enumerate();
      choices = known;
    }
    return known;
  }

  private List<Choice> enumerate() {
    Map<NavigableMap<SimName, Integer>, Choice> distinct = new LinkedHashMap<>();
    for (BitSet kept : selections()) {
      NavigableMap<SimName, Integer> files = new TreeMap<>(durable);
      kept.stream().forEach(index -> unsynced.get(index).applyTo(files));
      Set<SimName> present = Set.copyOf(files.keySet());
      files.keySet().removeIf(name -> isLost(name, present));
      distinct.computeIfAbsent(files, _ -> new Choice(files, describe(kept)));
    }
    return List.copyOf(distinct.values());
  }

  /** Without its folder a file is nowhere. */
  static boolean isLost(SimName name, Set<SimName> names) {
    return name.directory() != SimName.ROOT && !names.contains(SimName.folder(name.directory()));
  }

  private String describe(BitSet kept) {
    List<Change> lost = new ArrayList<>();
    for (int index = kept.nextClearBit(0);
        index < unsynced.size();
        index = kept.nextClearBit(index + 1)) {
      lost.add(unsynced.get(index));
    }
    return lost.isEmpty() ? "all names" : "names lost " + lost;
  }

  private Set<BitSet> selections() {
    int count = unsynced.size();
    Set<BitSet> selections = new LinkedHashSet<>();
    selections.add(range(0, count));
    if (model != CrashModel.PREFIX) {
      for (int kept = count - 1; kept >= 0; kept--) {
        selections.add(range(0, kept));
      }
    }
    if (model == CrashModel.WEAK && count <= bounds.subsets()) {
      for (long mask = 0; mask < 1L << count; mask++) {
        selections.add(BitSet.valueOf(new long[] {mask}));
      }
    } else if (model == CrashModel.WEAK) {
      for (int one = 0; one < count; one++) {
        selections.add(range(one, one + 1));
        BitSet allButOne = range(0, count);
        allButOne.clear(one);
        selections.add(allButOne);
      }
    }
    return selections;
  }

  private static BitSet range(int from, int to) {
    BitSet range = new BitSet();
    range.set(from, to);
    return range;
  }
}
