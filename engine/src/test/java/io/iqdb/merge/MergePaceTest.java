package io.iqdb.merge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.policy.MergeScheduling;
import io.iqdb.view.SearchLoad;
import org.junit.jupiter.api.Test;

class MergePaceTest {
  private final SearchLoad searches = new SearchLoad();

  @Test
  void withoutABudgetNothingWaits() {
    MergePace pace = new MergePace(searches, MergeScheduling.defaults());
    assertEquals(0, pace.nanosForBytes(1 << 30, System.nanoTime()));
  }

  @Test
  void whatIsWrittenBeyondTheBudgetWaitsUntilItIsWithin() {
    long now = System.nanoTime();
    MergePace pace =
        new MergePace(searches, MergeScheduling.defaults().withBytesPerSecond(1 << 20));
    long later = now + 10_000_000_000L;
    assertNear(900_000_000L, pace.nanosForBytes(1 << 20, later));
    assertNear(1_900_000_000L, pace.nanosForBytes(1 << 20, later));
    assertEquals(0, pace.nanosForBytes(1 << 10, later + 20_000_000_000L));
  }

  private static void assertNear(long expected, long found) {
    assertTrue(Math.abs(expected - found) <= 2, found + " ns");
  }

  @Test
  void mergesGiveWayWhileSearchesRunAndAfterThoseThatJustRan() {
    MergePace pace = new MergePace(searches, MergeScheduling.defaults().withCpuShare(0.25));
    long before = pace.searchesBegun();
    assertEquals(0, pace.nanosForSearches(1000, before));
    searches.enter();
    assertEquals(3000, pace.nanosForSearches(1000, before));
    searches.leave();
    assertEquals(3000, pace.nanosForSearches(1000, before));
    assertEquals(0, pace.nanosForSearches(1000, pace.searchesBegun()));
    searches.enter();
    assertEquals(3000, pace.nanosForSearches(1000, pace.searchesBegun()));
    assertTrue(pace.nanosForSearches(Long.MAX_VALUE / 8, 0) <= 250_000_000L);
  }
}
