package io.iqdb.inspect;

import io.iqdb.memtable.Memtable;
import io.iqdb.segment.SegmentIds;
import io.iqdb.types.VectorId;
import io.iqdb.view.SegmentView;
import io.iqdb.view.Shared;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Finds ids that live in several tables at once. All segments are gone through together, in the
 * order of their ids: each id is read once, however many segments there are, and memory follows
 * their number. Memtables, of which there are few, are asked for each id. One thread.
 */
final class SecondLives {
  /** Where no id of a segment lives in a later table. */
  static final Life NONE = new Life(Integer.MAX_VALUE, -1);

  private final List<SegmentView> segments;
  private final List<Shared<Memtable>> memtables;
  private final Life[] first;

  /**
   * A row that lives elsewhere too.
   *
   * @param row of the segment
   * @param table the next one in which its id lives: a segment, or behind them a memtable
   */
  record Life(int row, int table) {}

  private SecondLives(List<SegmentView> segments, List<Shared<Memtable>> memtables) {
    this.segments = segments;
    this.memtables = memtables;
    this.first = new Life[segments.size()];
    Arrays.fill(first, NONE);
  }

  /** For each segment its first row whose id lives in a later table too, or {@link #NONE}. */
  static List<Life> find(List<SegmentView> segments, List<Shared<Memtable>> memtables)
      throws IOException {
    SecondLives search = new SecondLives(segments, memtables);
    search.run();
    return List.of(search.first);
  }

  /** The living rows of one segment, by id. */
  private static final class Head {
    private final int table;
    private final SegmentView view;
    private final SegmentIds ids;
    private VectorId id = VectorId.of(0);
    private int row;

    Head(int table, SegmentView view) {
      this.table = table;
      this.view = view;
      this.ids = view.segment().get().sortedIds();
    }

    boolean advance() throws IOException {
      while (ids.next()) {
        row = ids.row();
        if (view.live(row)) {
          id = ids.id();
          return true;
        }
      }
      return false;
    }
  }

  private void run() throws IOException {
    PriorityQueue<Head> heads =
        new PriorityQueue<>(
            Comparator.<Head, VectorId>comparing(head -> head.id)
                .thenComparingInt(head -> head.table));
    for (int table = 0; table < segments.size(); table++) {
      add(heads, new Head(table, segments.get(table)));
    }
    List<Head> same = new ArrayList<>();
    while (!heads.isEmpty()) {
      VectorId id = heads.element().id;
      while (!heads.isEmpty() && heads.element().id.equals(id)) {
        same.add(heads.remove());
      }
      compare(id, same);
      for (Head head : same) {
        add(heads, head);
      }
      same.clear();
    }
  }

  private static void add(PriorityQueue<Head> heads, Head head) throws IOException {
    if (head.advance()) {
      heads.add(head);
    }
  }

  /** {@code lives} are by table, and the lives of one id. */
  private void compare(VectorId id, List<Head> lives) {
    for (int i = 0; i < lives.size(); i++) {
      Head life = lives.get(i);
      int other = i + 1 < lives.size() ? lives.get(i + 1).table : inMemory(id);
      if (other >= 0 && life.row < first[life.table].row) {
        first[life.table] = new Life(life.row, other);
      }
    }
  }

  private int inMemory(VectorId id) {
    for (int i = 0; i < memtables.size(); i++) {
      Memtable memtable = memtables.get(i).get();
      int row = memtable.newest(id);
      if (row >= 0 && memtable.diedAt(row) == Memtable.LIVE) {
        return segments.size() + i;
      }
    }
    return -1;
  }
}
