package io.iqdb.write;

import io.iqdb.error.Require;
import io.iqdb.memtable.Memtable;
import io.iqdb.types.VectorId;
import io.iqdb.view.SegmentView;
import io.iqdb.view.Shared;
import io.iqdb.view.View;
import io.iqdb.view.Visible;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The segments and memtables as they are now, and how a change acts on them. Belongs to the leader
 * of the write queue, and to recovery before there is one.
 *
 * <p>Invariant: of all rows with one id at most one lives, and its sequence is the highest of them.
 */
public final class LiveTables {
  /** What a change found in its way. */
  private enum Found {
    NOTHING,
    OLDER,
    NEWER
  }

  /** Most heap bytes that a row takes in {@link io.iqdb.view.PendingDeletions}. */
  private static final long DEATH_BYTES = 64;

  private final int dimension;
  private final float[] scratch;
  private final List<SegmentView> segments = new ArrayList<>();
  private final List<Shared<Memtable>> memtables = new ArrayList<>();
  private volatile Memtable active;

  /** Rows of segments that died since tombstones were written; changed by one thread. */
  private volatile long pendingDeaths;

  private long sequence;
  private long live;
  private long segmentDeaths;

  /**
   * Takes over the segments.
   *
   * @param sequence the last that was given out
   */
  public LiveTables(int dimension, List<SegmentView> segments, long sequence) {
    this.dimension = dimension;
    this.scratch = new float[dimension];
    this.segments.addAll(segments);
    this.sequence = sequence;
    for (SegmentView view : segments) {
      this.live += view.liveRows();
    }
    memtables.add(newMemtable());
    active = memtables.getLast().get();
  }

  private Shared<Memtable> newMemtable() {
    return new Shared<>(new Memtable(dimension));
  }

  /** Replays or applies a put. A row of a higher sequence stays, and the put is void. */
  void put(Change.Put put, long atSequence) throws IOException {
    put.vector().copyInto(scratch, 0);
    put(put.id(), scratch, put.metadata(), put.expiresAt(), atSequence);
  }

  /** The same from components; only the first {@code dimension} count. */
  public void put(
      VectorId id, float[] vector, byte @Nullable [] metadata, long expiresAt, long atSequence)
      throws IOException {
    if (supersede(locate(id), atSequence) != Found.NEWER) {
      active.append(id, vector, metadata, expiresAt, atSequence);
      live++;
    }
    sequence = atSequence;
  }

  /**
   * Replays or applies a delete; whether a record was there that had not expired at {@code now}.
   */
  public boolean remove(VectorId id, long now, long atSequence) throws IOException {
    sequence = atSequence;
    long place = locate(id);
    return supersede(place, atSequence) == Found.OLDER && !expiredAt(place, now);
  }

  /** Passes over sequence numbers that change no record, up to {@code last}. */
  public void skipTo(long last) {
    Require.state(last >= sequence, "sequence %d after %d", last, sequence);
    sequence = last;
  }

  /** Kills the living row at {@code place}, unless it is newer than {@code atSequence}. */
  private Found supersede(long place, long atSequence) throws IOException {
    if (place < 0) {
      return Found.NOTHING;
    }
    if (sequenceAt(place) > atSequence) {
      return Found.NEWER;
    }
    kill(place, atSequence);
    return Found.OLDER;
  }

  /**
   * Where the living row of {@code id} is, or -1: the row, and above it the index of a memtable, or
   * that of a segment behind all memtables. Holds until tables are added or replaced.
   */
  long locate(VectorId id) throws IOException {
    for (int i = memtables.size() - 1; i >= 0; i--) {
      Memtable memtable = memtables.get(i).get();
      int row = memtable.newest(id);
      if (row >= 0 && memtable.diedAt(row) == Memtable.LIVE) {
        return place(i, row);
      }
    }
    for (int i = segments.size() - 1; i >= 0; i--) {
      SegmentView view = segments.get(i);
      int row = view.segment().get().find(id);
      if (row >= 0 && view.live(row)) {
        return place(memtables.size() + i, row);
      }
    }
    return -1;
  }

  private static long place(int table, int row) {
    return (long) table << 32 | row;
  }

  /** Whether the living row of an id is the one that was seen. */
  boolean livesAs(SeenRow seen) throws IOException {
    long place = locate(seen.id());
    return place >= 0 && sequenceAt(place) == seen.sequence();
  }

  private boolean expiredAt(long place, long now) throws IOException {
    int table = (int) (place >>> 32);
    int row = (int) place;
    return table < memtables.size()
        ? memtables.get(table).get().expiresAt(row) <= now
        : segments.get(table - memtables.size()).expiredAt(row, now);
  }

  private long sequenceAt(long place) throws IOException {
    int table = (int) (place >>> 32);
    int row = (int) place;
    return table < memtables.size()
        ? memtables.get(table).get().sequence(row)
        : segments.get(table - memtables.size()).sequence(row);
  }

  /** The segment that {@code place} lies in, or -1 for a memtable. */
  int segmentOf(long place) {
    return Math.max(-1, (int) (place >>> 32) - memtables.size());
  }

  /** Ends the life of the row at {@code place}. */
  void kill(long place, long atSequence) {
    int segment = segmentOf(place);
    if (segment < 0) {
      memtables.get((int) (place >>> 32)).get().kill((int) place, atSequence);
    } else {
      segments.get(segment).pending().add((int) place, atSequence);
      long before = pendingDeaths;
      pendingDeaths = before + 1;
      segmentDeaths++;
    }
    live--;
  }

  /** Puts a fresh memtable behind the active one, which takes no more rows; returns that one. */
  Shared<Memtable> seal() {
    Shared<Memtable> sealed = memtables.getLast();
    memtables.add(newMemtable());
    active = memtables.getLast().get();
    return sealed;
  }

  /**
   * Replaces a memtable by the segment it became, where it had rows left, and all views by {@code
   * current}.
   */
  void replace(@Nullable Shared<Memtable> flushed, List<SegmentView> current) {
    if (flushed != null) {
      memtables.remove(flushed);
      flushed.release();
    }
    segments.clear();
    segments.addAll(current);
    countPendingDeaths();
  }

  private void countPendingDeaths() {
    pendingDeaths = segments.stream().mapToLong(view -> view.pending().size()).sum();
  }

  /**
   * Puts what a merge made in the place of what it was made of, which is let go.
   *
   * @param merged null where nothing was left
   * @param dropped rows that lived in {@code sources} and are in {@code merged} no more
   */
  void merge(List<SegmentView> sources, @Nullable SegmentView merged, long dropped) {
    int place = segments.indexOf(sources.getLast());
    if (merged != null) {
      segments.add(place + 1, merged);
    }
    segments.removeAll(sources);
    sources.forEach(view -> view.segment().release()); // views that readers hold keep it
    live -= dropped;
    countPendingDeaths();
  }

  /** Adds rows that came without passing through a memtable. */
  void addLive(long rows) {
    live += rows;
  }

  /** The memtable that takes the writes. */
  public Memtable active() {
    return active;
  }

  /** Bytes that a flush would free; any thread may ask. */
  long activeBytes() {
    return active.bytes() + pendingDeaths * DEATH_BYTES;
  }

  /** The segments, oldest first. */
  public List<SegmentView> segments() {
    return List.copyOf(segments);
  }

  /** The memtables, oldest first. */
  public List<Shared<Memtable>> memtables() {
    return List.copyOf(memtables);
  }

  /** Rows of segments that died one by one so far. */
  long segmentDeaths() {
    return segmentDeaths;
  }

  /** The highest sequence applied. */
  public long sequence() {
    return sequence;
  }

  /** What readers are to see from now on. */
  public Visible visible(Consumer<View> undertaker) {
    return new Visible(new View(segments, memtables, undertaker), sequence, live);
  }

  /** The same with the view they see already, where only rows were added. */
  public Visible visible(View view) {
    return new Visible(view, sequence, live);
  }

  /** Lets go of everything. */
  public void close() {
    segments.forEach(view -> view.segment().release());
    memtables.forEach(Shared::release);
  }
}
