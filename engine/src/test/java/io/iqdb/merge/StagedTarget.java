package io.iqdb.merge;

import io.iqdb.policy.MergeRecord;
import io.iqdb.policy.MergeSpec;
import io.iqdb.policy.SegmentDescription;
import io.iqdb.segment.RowSource;
import io.iqdb.types.IndexKind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import org.jspecify.annotations.Nullable;

/**
 * Segments without rows, whose merges begin and end when a test says so. A merge hands its spec to
 * {@link #began} and takes from {@link #verdict} what becomes of it.
 */
final class StagedTarget implements MergeTarget {
  /** What becomes of a merge; an exception or error says that it fails. */
  record Verdict(@Nullable Throwable failure) {
    static final Verdict GOOD = new Verdict(null);
  }

  private final List<SegmentDescription> segments = new ArrayList<>();
  private final LinkedBlockingQueue<MergeSpec> begun = new LinkedBlockingQueue<>();
  private final SynchronousQueue<Verdict> verdicts = new SynchronousQueue<>();
  private final List<MergeRecord> earlier;
  private final List<Long> expiries = new ArrayList<>();
  private final List<Error> failures = new CopyOnWriteArrayList<>();
  private long next = 100;
  private long millis;
  private int settled;

  /** Of a database in which these were merged before. */
  StagedTarget(MergeRecord... earlier) {
    this.earlier = List.of(earlier);
  }

  /** A segment of so many bytes, all rows living; the number is its name. */
  synchronized StagedTarget with(long number, long bytes) {
    segments.add(new SegmentDescription(number, bytes, 10, 10, IndexKind.FLAT, number));
    return this;
  }

  synchronized void without(long number) {
    segments.removeIf(segment -> segment.number() == number);
  }

  /** The next merge that begins. */
  MergeSpec began() throws InterruptedException {
    return begun.take();
  }

  /** Whether a merge began that nobody asked about. */
  boolean anyBegan() {
    return !begun.isEmpty();
  }

  /** Ends a merge, whichever asks first. */
  void verdict(Verdict verdict) throws InterruptedException {
    verdicts.put(verdict);
  }

  @Override
  public synchronized List<SegmentDescription> segments() {
    return List.copyOf(segments);
  }

  @Override
  public synchronized MergeNeeds needs(List<Long> numbers) throws MergeVoidException {
    long bytes = 0;
    for (long number : numbers) {
      bytes +=
          segments.stream()
              .filter(segment -> segment.number() == number)
              .findFirst()
              .orElseThrow(() -> new MergeVoidException(number))
              .bytes();
    }
    return new MergeNeeds(bytes, bytes, bytes, 10L * numbers.size());
  }

  @Override
  public long freeSpace() {
    return Long.MAX_VALUE;
  }

  @Override
  public long owed() {
    return 0;
  }

  @Override
  public synchronized long nextExpiry(long after) {
    return expiries.stream().filter(at -> at > after).min(Long::compare).orElse(RowSource.NEVER);
  }

  @Override
  public synchronized void settleExpired() {
    settled++;
  }

  /** Records expire at {@code times}. */
  synchronized StagedTarget expiring(Long... times) {
    expiries.addAll(List.of(times));
    return this;
  }

  /** How often somebody asked for what has expired to be settled. */
  synchronized int settled() {
    return settled;
  }

  /** Sets the clock of the database. */
  synchronized void millis(long now) {
    millis = now;
  }

  @Override
  public MergeRecord merge(MergeSpec spec, MergeControl control) throws Exception {
    control.batch(1);
    begun.add(spec); // from here on an abort is noticed at the batch behind the verdict
    Verdict verdict = verdicts.take();
    switch (verdict.failure()) {
      case null -> {}
      case Exception failure -> throw failure;
      case Error failure -> throw failure;
      case Throwable other -> throw new AssertionError(other);
    }
    control.batch(1);
    synchronized (this) {
      long bytes = needs(spec.segments()).bytesOut();
      segments.removeIf(segment -> spec.segments().contains(segment.number()));
      with(next, bytes);
      return control.done(new MergeResult(next++, bytes, 10));
    }
  }

  @Override
  public List<MergeRecord> earlier() {
    return earlier;
  }

  @Override
  public void fail(Error error) {
    failures.add(error);
  }

  /** What has ended all writing. */
  List<Error> failures() {
    return List.copyOf(failures);
  }

  @Override
  public synchronized long millis() {
    return millis;
  }
}
