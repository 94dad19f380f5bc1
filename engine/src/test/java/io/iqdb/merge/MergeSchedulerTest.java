package io.iqdb.merge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.Await;
import io.iqdb.error.CorruptFileException;
import io.iqdb.error.InvalidArgumentException;
import io.iqdb.error.Require;
import io.iqdb.merge.StagedTarget.Verdict;
import io.iqdb.policy.MergePolicy;
import io.iqdb.policy.MergeRecord;
import io.iqdb.policy.MergeRecord.Outcome;
import io.iqdb.policy.MergeScheduling;
import io.iqdb.policy.MergeSpec;
import io.iqdb.policy.NoMergePolicy;
import io.iqdb.policy.SegmentDescription;
import io.iqdb.store.NoSpaceException;
import io.iqdb.view.SearchLoad;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MergeSchedulerTest {
  private static final long MEMORY = 4 << 20;
  private static final MergeScheduling SCHEDULING =
      MergeScheduling.defaults().withThreads(2).withLargeBytes(100).withMemoryBytes(MEMORY);

  private final StagedTarget target = new StagedTarget();
  private final StagedTime time = new StagedTime();

  private MergeScheduler scheduler(MergePolicy policy) {
    return new MergeScheduler(target, policy, SCHEDULING, new SearchLoad(), time);
  }

  private static MergeSpec pair(long first, long second) {
    return MergeSpec.background(List.of(first, second), "pair");
  }

  private static MergeJob.Planner plan(MergeSpec... specs) {
    return _ -> List.of(specs);
  }

  private static MergeRecord awaitEnded(MergeScheduler scheduler, int count) {
    Await.until("merges to end", () -> scheduler.history().records().size() >= count);
    return scheduler.history().records().get(count - 1);
  }

  private Set<MergeSpec> twoBegan() throws InterruptedException {
    MergeSpec first = target.began();
    return Set.of(first, target.began());
  }

  /** Plans pairs of neighbours among the original segments. */
  private record Pairs() implements MergePolicy {
    @Override
    public List<MergeSpec> plan(List<SegmentDescription> segments, Set<Long> merging) {
      List<Long> free = new ArrayList<>();
      for (SegmentDescription segment : segments) {
        if (segment.number() < 100 && !merging.contains(segment.number())) {
          free.add(segment.number());
        }
      }
      List<MergeSpec> specs = new ArrayList<>();
      for (int i = 0; i + 1 < free.size(); i += 2) {
        specs.add(pair(free.get(i), free.get(i + 1)));
      }
      return specs;
    }

    @Override
    public List<MergeSpec> optimize(List<SegmentDescription> segments) {
      return List.of();
    }

    @Override
    public List<MergeSpec> reclaim(List<SegmentDescription> segments) {
      return List.of();
    }
  }

  @Test
  void smallMergesGoFirstAndOneLargeOneAtATime() throws Exception {
    target.with(1, 80).with(2, 80).with(3, 90).with(4, 90).with(5, 1).with(6, 1);
    try (MergeScheduler scheduler = scheduler(new NoMergePolicy())) {
      MergeJob job = scheduler.submit(plan(pair(1, 2), pair(3, 4), pair(5, 6)), false);
      assertEquals(Set.of(pair(5, 6), pair(1, 2)), twoBegan());
      target.verdict(Verdict.GOOD); // one of the two; the other large one waits for the first
      target.verdict(Verdict.GOOD);
      assertEquals(pair(3, 4), target.began());
      target.verdict(Verdict.GOOD);
      job.await();
      assertEquals(MergeJob.State.DONE, job.state());
      assertEquals(3, scheduler.history().totals().merges());
    }
  }

  @Test
  void upkeepRunsOnDisjointSegments() throws Exception {
    target.with(1, 1).with(2, 1).with(3, 1).with(4, 1);
    try (MergeScheduler scheduler = scheduler(new Pairs())) {
      scheduler.consider();
      assertEquals(Set.of(pair(1, 2), pair(3, 4)), twoBegan());
      assertEquals(2, scheduler.progress().size());
      target.verdict(Verdict.GOOD);
      target.verdict(Verdict.GOOD);
      awaitEnded(scheduler, 2);
      assertEquals(2, target.segments().size());
    }
  }

  @Test
  void failedUpkeepHoldsOffUntilItIsResumed() throws Exception {
    target.with(1, 1).with(2, 1);
    try (MergeScheduler scheduler = scheduler(new Pairs())) {
      scheduler.consider();
      target.began();
      target.verdict(new Verdict(new NoSpaceException("full")));
      assertEquals(Outcome.FAILED, awaitEnded(scheduler, 1).outcome());
      MergeTrouble trouble = scheduler.trouble().orElseThrow();
      assertEquals(1, trouble.failures());
      assertEquals("full", trouble.failure());
      scheduler.consider();
      assertFalse(target.anyBegan());
      scheduler.resume();
      target.began();
      target.verdict(Verdict.GOOD);
      assertEquals(Outcome.DONE, awaitEnded(scheduler, 2).outcome());
      assertTrue(scheduler.trouble().isEmpty());
    }
  }

  /** Begins the merge of 1 and 2 and lets it fail; the number of failures until then. */
  private int failOnce(MergeScheduler scheduler, Exception failure) throws InterruptedException {
    int ended = scheduler.history().records().size() + 1;
    assertEquals(pair(1, 2), target.began());
    target.verdict(new Verdict(failure));
    assertEquals(Outcome.FAILED, awaitEnded(scheduler, ended).outcome());
    return scheduler.trouble().orElseThrow().failures();
  }

  /** Three failures in a row, with the waits between them. */
  private void stop(MergeScheduler scheduler) throws InterruptedException {
    scheduler.consider();
    assertEquals(1, failOnce(scheduler, new IOException("bad sector")));
    assertEquals(1_000_000_000L, time.ring());
    assertEquals(2, failOnce(scheduler, new IOException("bad sector")));
    assertFalse(scheduler.trouble().orElseThrow().stopped());
    assertEquals(2_000_000_000L, time.ring());
    assertEquals(3, failOnce(scheduler, new IOException("another one")));
    assertTrue(scheduler.trouble().orElseThrow().stopped());
  }

  /** Whatever may have woken upkeep has been dealt with when a job is over. */
  private void assertRests(MergeScheduler scheduler) {
    scheduler.consider();
    scheduler.submit(plan(), false).await();
    assertFalse(target.anyBegan());
  }

  @Test
  void threeFailuresInARowStopUpkeepUntilItIsResumed() throws Exception {
    target.with(1, 1).with(2, 1);
    try (MergeScheduler scheduler = scheduler(new Pairs())) {
      stop(scheduler);
      MergeTrouble trouble = scheduler.trouble().orElseThrow();
      assertEquals("another one", trouble.failure());
      assertFalse(trouble.waiting());
      assertFalse(time.isSet(), "no time brings it back");
      assertEquals(0, scheduler.debt(), "nobody waits for it");
      assertRests(scheduler);
      scheduler.resume();
      assertEquals(pair(1, 2), target.began());
      assertTrue(scheduler.trouble().isEmpty());
      target.verdict(Verdict.GOOD);
      awaitEnded(scheduler, 4);
    }
  }

  @Test
  void mergesThatAreAskedForGoOnAfterTheStopAndEndItWhereTheyComeAbout() throws Exception {
    target.with(1, 1).with(2, 1).with(3, 1);
    try (MergeScheduler scheduler = scheduler(new Pairs())) {
      stop(scheduler);
      MergeSpec three = MergeSpec.requested(List.of(3L), "asked for");
      MergeJob job = scheduler.submit(plan(three), false);
      assertEquals(three, target.began());
      target.verdict(new Verdict(new IOException("worse")));
      job.await();
      assertEquals("worse", Require.nonNull(job.failure()).getMessage());
      assertEquals(
          "another one", scheduler.trouble().orElseThrow().failure(), "what stopped it is shown");
      assertRests(scheduler);
      scheduler.submit(plan(three), false);
      assertEquals(three, target.began());
      target.verdict(Verdict.GOOD);
      assertEquals(pair(1, 2), target.began(), "upkeep is back");
      assertTrue(scheduler.trouble().isEmpty());
      target.verdict(Verdict.GOOD);
      awaitEnded(scheduler, 6);
    }
  }

  @Test
  void aFullDiskHoldsUpkeepOffAndNeverStopsIt() throws Exception {
    target.with(1, 1).with(2, 1);
    try (MergeScheduler scheduler = scheduler(new Pairs())) {
      scheduler.consider();
      failOnce(scheduler, new IOException("bad sector"));
      for (int failures = 2; failures < 8; failures++) {
        time.ring();
        assertEquals(failures, failOnce(scheduler, new NoSpaceException("full")));
        MergeTrouble trouble = scheduler.trouble().orElseThrow();
        assertTrue(trouble.waiting() && !trouble.stopped(), trouble.toString());
        assertEquals("full", trouble.failure());
      }
      time.ring();
      target.began();
      target.verdict(Verdict.GOOD);
      awaitEnded(scheduler, 8);
      assertTrue(scheduler.trouble().isEmpty());
    }
  }

  @Test
  void aSuccessBetweenFailuresBeginsTheCountAnew() {
    Backoff backoff = new Backoff();
    IOException failure = new IOException("bad sector");
    for (int i = 0; i < 10; i++) {
      backoff.failed(failure, true, 0);
      backoff.failed(failure, false, 0);
      backoff.failed(failure, true, 0);
      assertFalse(backoff.stopped());
      backoff.reset();
    }
    backoff.failed(failure, true, 0);
    backoff.failed(failure, true, 0);
    assertEquals(0, backoff.failed(failure, true, 0));
    assertTrue(backoff.stopped());
  }

  @Test
  void upkeepLooksAgainWhenRecordsExpireAndSetsNoAlarmWhereNoneDoes() throws Exception {
    target.with(1, 1).expiring(5_000L, 20_000L);
    try (MergeScheduler scheduler = scheduler(new Pairs())) {
      scheduler.consider();
      assertEquals(5_000_000_000L, time.ring());
      target.with(2, 1); // stands for what a policy sees once records have expired
      assertEquals(5_000_000_000L, time.ring(), "the clock stood still");
      time.awaitSet();
      assertFalse(target.anyBegan());
      target.millis(5_000);
      assertEquals(5_000_000_000L, time.ring());
      assertEquals(pair(1, 2), target.began());
      assertEquals(1, target.settled());
      target.verdict(Verdict.GOOD);
      awaitEnded(scheduler, 1);
      time.awaitSet();
      target.millis(25_000);
      assertEquals(15_000_000_000L, time.ring());
      Await.until("nothing to expire any more", () -> target.settled() >= 2 && !time.isSet());
    }
  }

  @Test
  void alarmsForWhatExpiresFarAwayFollowTheClock() throws Exception {
    target.expiring(Long.MAX_VALUE - 1);
    try (MergeScheduler scheduler = scheduler(new Pairs())) {
      target.millis(-400_000_000_000L);
      scheduler.consider();
      assertEquals(3_600_000_000_000L, time.ring());
      target.millis(400_000_000_000L);
      assertEquals(3_600_000_000_000L, time.ring());
      assertEquals(0, target.settled());
    }
    assertFalse(time.isSet(), "closed");
  }

  @Test
  void urgentJobsRunThroughAPause() throws Exception {
    target.with(1, 1).with(2, 1).with(3, 1);
    try (MergeScheduler scheduler = scheduler(new NoMergePolicy())) {
      MergeJob held = scheduler.submit(plan(pair(1, 2)), false);
      target.began();
      scheduler.pause();
      MergeSpec three = MergeSpec.requested(List.of(3L), "purge");
      MergeJob urgent = scheduler.submit(plan(three), true);
      target.verdict(Verdict.GOOD); // aborted at the batch behind it
      assertEquals(three, target.began());
      scheduler.pause();
      target.verdict(Verdict.GOOD);
      urgent.await();
      assertEquals(MergeJob.State.DONE, urgent.state());
      assertTrue(scheduler.paused());
      assertFalse(target.anyBegan());
      scheduler.resume();
      assertEquals(pair(1, 2), target.began());
      target.verdict(Verdict.GOOD);
      held.await();
      assertEquals(MergeJob.State.DONE, held.state());
    }
  }

  @Test
  void whereTheReserveIsGivenUpMergesMustGiveSpaceBackAndLeaveRoomForDeletes()
      throws NoSpaceException {
    MergeNeeds clean = new MergeNeeds(0, 1_000_000, 1_000_000, 10);
    MergeNeeds half = new MergeNeeds(0, 1_000_000, 500_000, 10);
    MergeNeeds dead = new MergeNeeds(0, 1_000_000, 0, 10);
    clean.requireSpace(1_125_000, 0);
    assertThrows(NoSpaceException.class, () -> clean.requireSpace(1_124_999, 0));
    assertThrows(NoSpaceException.class, () -> clean.requireSpace(1L << 40, 4096));
    long room = 500_000 + (64 << 10);
    half.requireSpace(room + 4096, 4096);
    assertThrows(NoSpaceException.class, () -> half.requireSpace(room + 4095, 4096));
    dead.requireSpace(0, 4096);
  }

  @Test
  void waitingGrowsWithFailuresWithinBounds() {
    Backoff backoff = new Backoff();
    long before = 0;
    for (int i = 0; i < 40; i++) {
      long wait = backoff.failed(new NoSpaceException("full"), true, 0);
      assertTrue(wait >= before && wait <= 300_000_000_000L, wait + " ns");
      assertTrue(backoff.waiting(wait - 1));
      assertFalse(backoff.waiting(wait));
      before = wait;
    }
    assertEquals(300_000_000_000L, before);
  }

  @Test
  void upkeepLeavesDamagedSegmentsAlone() throws Exception {
    target.with(1, 1).with(2, 1).with(3, 1);
    try (MergeScheduler scheduler = scheduler(new Pairs())) {
      scheduler.consider();
      assertEquals(pair(1, 2), target.began());
      target.verdict(new Verdict(new CorruptFileException("seg-000002", "VEC", 1, "a", "b")));
      awaitEnded(scheduler, 1);
      assertEquals(Set.of(2L), scheduler.trouble().orElseThrow().damaged());
      MergeJob job = scheduler.submit(plan(), false); // after it the policy is asked again
      job.await();
      assertFalse(target.anyBegan());
    }
  }

  @Test
  void jobsWaitForUpkeepAndGoBeforeMore() throws Exception {
    target.with(1, 1).with(2, 1);
    try (MergeScheduler scheduler = scheduler(new Pairs())) {
      scheduler.consider();
      assertEquals(pair(1, 2), target.began());
      MergeJob job =
          scheduler.submit(
              segments -> List.of(MergeSpec.requested(List.of(segments.getFirst().number()), "x")),
              false);
      assertEquals(MergeJob.State.WAITING, job.state());
      target.verdict(Verdict.GOOD);
      assertEquals(List.of(100L), target.began().segments());
      target.verdict(Verdict.GOOD);
      job.await();
      assertEquals(MergeJob.State.DONE, job.state());
    }
  }

  @Test
  void urgentJobsTakeThePlaceOfWhatRuns() throws Exception {
    target.with(1, 1).with(2, 1);
    try (MergeScheduler scheduler = scheduler(new NoMergePolicy())) {
      MergeJob slow = scheduler.submit(plan(pair(1, 2)), false);
      target.began();
      MergeJob urgent = scheduler.submit(plan(MergeSpec.requested(List.of(1L), "purge")), true);
      target.verdict(Verdict.GOOD); // aborted at the batch behind it
      assertEquals(List.of(1L), target.began().segments());
      target.verdict(Verdict.GOOD);
      urgent.await();
      assertEquals(MergeJob.State.DONE, urgent.state());
      slow.await(); // planned anew, for a segment that is gone
      assertEquals(MergeJob.State.FAILED, slow.state());
      assertInstanceOf(InvalidArgumentException.class, slow.failure());
    }
  }

  @Test
  void jobsArePlannedAnewWhereASegmentIsGone() throws Exception {
    target.with(1, 1).with(2, 1).with(3, 1);
    try (MergeScheduler scheduler = scheduler(new NoMergePolicy())) {
      MergeJob job =
          scheduler.submit(
              segments ->
                  List.of(
                      MergeSpec.requested(
                          segments.stream().map(SegmentDescription::number).toList(), "all")),
              false);
      assertEquals(List.of(1L, 2L, 3L), target.began().segments());
      target.without(2);
      target.verdict(Verdict.GOOD);
      assertEquals(Outcome.VOID, awaitEnded(scheduler, 1).outcome());
      assertEquals(List.of(1L, 3L), target.began().segments());
      target.verdict(Verdict.GOOD);
      job.await();
      assertEquals(MergeJob.State.DONE, job.state());
    }
  }

  @Test
  void cancelledJobsEndAndAbortTheirMerges() throws Exception {
    target.with(1, 1).with(2, 1);
    try (MergeScheduler scheduler = scheduler(new NoMergePolicy())) {
      MergeJob job = scheduler.submit(plan(pair(1, 2)), false);
      target.began();
      job.cancel();
      job.await();
      assertEquals(MergeJob.State.CANCELLED, job.state());
      target.verdict(Verdict.GOOD);
      assertEquals(Outcome.ABORTED, awaitEnded(scheduler, 1).outcome());
      assertEquals(2, target.segments().size());
    }
  }

  @Test
  void afterAnAbortUpkeepWaitsForAChange() throws Exception {
    target.with(1, 1).with(2, 1);
    try (MergeScheduler scheduler = scheduler(new Pairs())) {
      scheduler.consider();
      target.began();
      scheduler.abort();
      target.verdict(Verdict.GOOD);
      assertEquals(Outcome.ABORTED, awaitEnded(scheduler, 1).outcome());
      scheduler.submit(plan(), false).await();
      assertFalse(target.anyBegan());
      scheduler.consider();
      target.began();
      target.verdict(Verdict.GOOD);
      awaitEnded(scheduler, 2);
    }
  }

  @Test
  void mergesBeyondTheMemoryAreSplitIntoNeighbours() throws Exception {
    target
        .with(1, MEMORY / 2)
        .with(2, MEMORY / 4)
        .with(3, MEMORY / 2)
        .with(4, MEMORY / 4)
        .with(5, 2 * MEMORY);
    try (MergeScheduler scheduler = scheduler(new NoMergePolicy())) {
      MergeSpec all = MergeSpec.requested(List.of(1L, 2L, 3L, 4L, 5L), "all");
      MergeJob job = scheduler.submit(plan(all), false);
      assertEquals(List.of(1L, 2L), target.began().segments());
      target.verdict(Verdict.GOOD);
      assertEquals(List.of(3L, 4L), target.began().segments());
      target.verdict(Verdict.GOOD);
      job.await();
      job = scheduler.submit(plan(MergeSpec.requested(List.of(5L), "alone")), false);
      job.await();
      assertEquals(Outcome.REFUSED, scheduler.history().records().getLast().outcome());
    }
  }

  @Test
  void answersOfAPolicyThatNameASegmentTwiceAreRefused() {
    target.with(1, 1).with(2, 1);
    try (MergeScheduler scheduler = scheduler(new NoMergePolicy())) {
      MergeJob job = scheduler.submit(plan(pair(1, 2), pair(2, 1)), false);
      job.await();
      assertInstanceOf(InvalidArgumentException.class, job.failure());
    }
  }

  @Test
  void theHistoryKeepsTheLastMergesAndCountsAll() {
    MergeHistory history = new MergeHistory(new StagedTarget(ended(-2), ended(-1)));
    assertEquals(List.of(ended(-2), ended(-1)), history.records());
    for (int i = 0; i < 300; i++) {
      history.add(ended(i));
    }
    assertEquals(MergeHistory.KEPT, history.records().size());
    assertEquals(299, history.records().getLast().startedMillis());
    assertEquals(300, history.totals().merges());
    assertEquals(2400, history.totals().bytesOut());
  }

  private static MergeRecord ended(long started) {
    return new MergeRecord(pair(1, 2), 2, Outcome.DONE, started, 5, 1, 10, 8, 4, 3, 7, null);
  }
}
