package io.iqdb.write;

import io.iqdb.error.Require;
import io.iqdb.format.manifest.MergeLog;
import io.iqdb.format.manifest.SegmentEntry;
import io.iqdb.merge.ExpiryCalendar;
import io.iqdb.merge.MergeControl;
import io.iqdb.merge.MergeNeeds;
import io.iqdb.merge.MergeResult;
import io.iqdb.merge.MergeSource;
import io.iqdb.merge.MergeTarget;
import io.iqdb.merge.MergeVoidException;
import io.iqdb.merge.MergedRows;
import io.iqdb.policy.MergeRecord;
import io.iqdb.policy.MergeSpec;
import io.iqdb.policy.SegmentDescription;
import io.iqdb.store.NoSpaceException;
import io.iqdb.view.DeletedRows;
import io.iqdb.view.PendingDeletions;
import io.iqdb.view.SegmentView;
import io.iqdb.view.Shared;
import io.iqdb.view.Visible;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * Merges segments of the open database: take hold of the sources (as leader), write the result
 * (beside the writers), publish it without its sources, and with what died meanwhile (as leader).
 * Whatever fails leaves the sources as they were; only a publication that failed half way ends the
 * writer. Called by the threads of the merge scheduler.
 */
final class MergeCommit implements MergeTarget {
  /** The sources, as they were at one moment, held open, and where the logs began then. */
  private record Held(List<MergeSource> sources, long settled) implements AutoCloseable {
    @Override
    public void close() {
      sources.forEach(source -> source.view().segment().release());
    }
  }

  private final WriteState state;
  private final WriteQueue<?> queue;
  private final Flush flush;
  private final Reserve reserve;
  private final ExpiryCalendar expiries = new ExpiryCalendar();

  /** What had been merged before the database was opened. */
  private final MergeLog before;

  MergeCommit(WriteState state, WriteQueue<?> queue, Flush flush, Reserve reserve) {
    this.state = state;
    this.queue = queue;
    this.flush = flush;
    this.reserve = reserve;
    this.before = state.commits().current().merges();
  }

  @Override
  public List<MergeRecord> earlier() {
    return before.records();
  }

  @Override
  public List<SegmentDescription> segments() throws IOException {
    Visible visible = state.current().acquire();
    try {
      List<SegmentDescription> all = new ArrayList<>();
      for (SegmentView view : visible.view().segments()) {
        all.add(
            MergeSource.describe(
                view,
                state.storage().config().index(),
                millis(),
                state.commits().settled(),
                visible.sequence()));
      }
      return all;
    } finally {
      visible.view().release();
    }
  }

  @Override
  public MergeNeeds needs(List<Long> segments) throws MergeVoidException {
    Visible visible = state.current().acquire();
    try {
      return MergeNeeds.of(find(segments, visible.view().segments()));
    } finally {
      visible.view().release();
    }
  }

  /** The views of {@code segments} among {@code all}, in the order of {@code all}. */
  private static List<SegmentView> find(List<Long> segments, List<SegmentView> all)
      throws MergeVoidException {
    List<SegmentView> found = new ArrayList<>();
    for (SegmentView view : all) {
      if (segments.contains(view.entry().number())) {
        found.add(view);
      }
    }
    if (found.size() < segments.size()) {
      List<Long> there = found.stream().map(view -> view.entry().number()).toList();
      throw new MergeVoidException(
          segments.stream().filter(number -> !there.contains(number)).findFirst().orElseThrow());
    }
    return found;
  }

  @Override
  public long freeSpace() throws IOException {
    return state.storage().directory().freeSpace();
  }

  @Override
  public long owed() {
    return reserve.missing();
  }

  @Override
  public long nextExpiry(long after) throws IOException {
    Visible visible = state.current().acquire();
    try {
      return expiries.next(visible.view().segments(), after);
    } finally {
      visible.view().release();
    }
  }

  @Override
  public void settleExpired() throws Exception {
    if (anyUnsettled()) {
      flush.run();
    }
  }

  /** Whether a segment holds expired rows as young as the oldest log. */
  private boolean anyUnsettled() {
    Visible visible = state.current().acquire();
    try {
      long now = millis();
      long settled = state.commits().settled();
      return visible.view().segments().stream()
          .anyMatch(view ->
              view.segment().get().earliestExpiry() <= now && view.lastSequence() >= settled);
    } finally {
      visible.view().release();
    }
  }

  @Override
  public void fail(Error error) {
    state.health().fail(error);
  }

  @Override
  public long millis() {
    return state.storage().clock().millis();
  }

  @Override
  public MergeRecord merge(MergeSpec spec, MergeControl control) throws Exception {
    try (Held held = queue.alone(() -> hold(spec))) {
      long now = millis();
      List<MergeSource> sources = new ArrayList<>();
      for (MergeSource source : held.sources()) {
        sources.add(source.dropping(now, held.settled()));
      }
      MergedRows rows = MergedRows.of(sources, control);
      SegmentBuild<MergedRows> build =
          rows.rows() == 0
              ? null
              : SegmentBuild.write(
                  state.storage(),
                  state.commits().numbers(),
                  rows,
                  rows.sequence(0),
                  control.plan());
      if (build != null) {
        build.readied(state.commits(), segment -> MergedRows.warm(segment, control));
      }
      return queue.alone(() -> publish(rows, build, control));
    }
  }

  /** As leader: the state that is merged is that of one moment. */
  private Held hold(MergeSpec spec) throws IOException {
    state.requireWritable();
    if (state.log().holdsReplayed()) {
      throw new NoSpaceException("what was replayed waits for room to be flushed");
    }
    List<SegmentView> views = find(spec.segments(), state.tables().segments());
    Held held = new Held(views.stream().map(MergeSource::of).toList(), state.commits().settled());
    views.forEach(view -> view.segment().retain()); // last: what fails before holds nothing
    return held;
  }

  /** Rows of segments are told apart by their places alone: a mistake would delete others. */
  private static void requireSame(SegmentView merged, SegmentView current) {
    Require.state(
        merged.entry().number() == current.entry().number(),
        "deletions of segment %d for segment %d",
        current.entry().number(),
        merged.entry().number());
  }

  private static MergeResult result(SegmentEntry entry) {
    return new MergeResult(entry.number(), entry.length(), entry.rows());
  }

  /** As leader: the carry-over of deletions and the publication are one step (ruling 7). */
  private MergeRecord publish(
      MergedRows rows, @Nullable SegmentBuild<MergedRows> build, MergeControl control)
      throws IOException {
    LiveTables tables = state.tables();
    TombstoneFold fold = new TombstoneFold(state.storage(), state.commits());
    List<SegmentView> sources;
    SegmentView merged = null;
    long expired = 0;
    MergeRecord record;
    try {
      state.requireWritable();
      control.requireGoing();
      sources = find(control.spec().segments(), tables.segments());
      state.log().sync(); // what died stands in no other file from here on (ruling 5)
      List<SegmentEntry> entries =
          new ArrayList<>(
              tables.segments().stream()
                  .filter(view -> !sources.contains(view))
                  .map(SegmentView::entry)
                  .toList());
      RoaringBitmap died = new RoaringBitmap();
      for (int i = 0; i < sources.size(); i++) {
        requireSame(rows.sources().get(i).view(), sources.get(i));
        died.or(rows.diedSince(i, sources.get(i)));
        expired += rows.sources().get(i).expiredIn(sources.get(i));
      }
      if (build != null) {
        merged =
            new SegmentView(
                fold.entry(build.entry(), died),
                new Shared<>(build.segment()),
                DeletedRows.of(died),
                new PendingDeletions());
        entries.add(merged.entry());
      }
      record = control.done(build == null ? MergeResult.NOTHING : result(build.entry()));
      state
          .commits()
          .publishMerge(
              entries,
              state.log().entriesAfter(-1),
              state.bookmarks().all(),
              tables.sequence() + 1,
              record);
    } catch (IOException | RuntimeException | Error failure) {
      fold.discard();
      if (build != null) {
        build.discard(state.commits(), failure);
      }
      throw failure;
    }
    try {
      sources.forEach(state.commits()::retire);
      tables.merge(sources, merged, expired);
      state.publishTables();
    } catch (RuntimeException | Error failure) {
      state.health().fail(failure); // the manifest says one thing and memory another
      throw failure;
    }
    return record;
  }
}
