package io.iqdb.merge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.Await;
import io.iqdb.merge.StagedTarget.Verdict;
import io.iqdb.policy.MergePolicy;
import io.iqdb.policy.MergeRecord.Outcome;
import io.iqdb.policy.MergeScheduling;
import io.iqdb.policy.MergeSpec;
import io.iqdb.policy.NoMergePolicy;
import io.iqdb.policy.SegmentDescription;
import io.iqdb.view.SearchLoad;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Errors of the JVM, as a merge that takes too much memory meets them, end nothing but itself. */
class MergeErrorsTest {
  private record Broken(Error error) implements MergePolicy {
    @Override
    public List<MergeSpec> plan(List<SegmentDescription> segments, Set<Long> merging) {
      throw error;
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

  private final StagedTarget target = new StagedTarget().with(1, 1).with(2, 1);

  private MergeScheduler scheduler(MergePolicy policy) {
    return new MergeScheduler(
        target, policy, MergeScheduling.defaults(), new SearchLoad(), new StagedTime());
  }

  @Test
  void anErrorOfAPolicyEndsOneRoundOfPlanning() {
    StackOverflowError error = new StackOverflowError("of a policy");
    try (MergeScheduler scheduler = scheduler(new Broken(error))) {
      scheduler.consider();
      Await.until("the failure of the policy", () -> scheduler.trouble().isPresent());
      MergeTrouble trouble = scheduler.trouble().orElseThrow();
      assertSame(error, trouble.last().orElseThrow());
      assertTrue(trouble.waiting());
    }
    assertEquals(List.of(), target.failures());
  }

  @Test
  void anErrorWhileAJobIsPlannedReachesThoseWhoWaitForIt() {
    OutOfMemoryError error = new OutOfMemoryError("of a planner");
    try (MergeScheduler scheduler = scheduler(new NoMergePolicy())) {
      MergeJob job =
          scheduler.submit(
              segments -> {
                throw error;
              },
              false);
      job.await();
      assertEquals(MergeJob.State.FAILED, job.state());
      assertSame(error, job.failure());
    }
    assertEquals(List.of(), target.failures());
  }

  @Test
  void anErrorInAMergeFailsThatMerge() throws Exception {
    OutOfMemoryError error = new OutOfMemoryError("of a merge");
    try (MergeScheduler scheduler = scheduler(new NoMergePolicy())) {
      MergeSpec both = MergeSpec.requested(List.of(1L, 2L), "both");
      MergeJob job = scheduler.submit(segments -> List.of(both), false);
      target.began();
      target.verdict(new Verdict(error));
      job.await();
      assertSame(error, job.failure());
      assertEquals(Outcome.FAILED, scheduler.history().records().getLast().outcome());

      MergeJob next = scheduler.submit(segments -> List.of(both), false);
      target.began();
      target.verdict(Verdict.GOOD);
      next.await();
      assertEquals(MergeJob.State.DONE, next.state());
    }
    assertEquals(List.of(), target.failures());
  }
}
