package io.iqdb.write;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.view.SearchLoad;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FlushPaceTest {
  private final SearchLoad searches = new SearchLoad();
  private final AtomicBoolean awaited = new AtomicBoolean();
  private final AtomicInteger asked = new AtomicInteger();

  /** Whoever holds still has asked first for what share of the time. */
  private FlushPace pace() {
    return new FlushPace(
        searches,
        () -> {
          asked.incrementAndGet();
          return 0.9;
        },
        awaited::get);
  }

  @Test
  void flushesThatAreAwaitedGiveWayToNobody() {
    FlushPace pace = pace();
    searches.enter();
    awaited.set(true);
    pace.batch();
    assertEquals(0, asked.get());
    awaited.set(false);
    pace.batch();
    assertEquals(1, asked.get());
  }

  @Test
  void pausesFollowTheShareOfTheTimeAndAreBounded() {
    long before = searches.begun();
    assertEquals(0, searches.pauseAfter(1000, 0.25, before));
    searches.enter();
    assertEquals(3000, searches.pauseAfter(1000, 0.25, before));
    assertEquals(1000, searches.pauseAfter(1000, 0.5, before));
    assertEquals(0, searches.pauseAfter(1000, 1, before));
    assertTrue(searches.pauseAfter(Long.MAX_VALUE / 8, 0.25, before) <= 250_000_000L);
    searches.leave();
    assertEquals(3000, searches.pauseAfter(1000, 0.25, before), "one ran meanwhile");
    assertFalse(searches.running());
  }
}
