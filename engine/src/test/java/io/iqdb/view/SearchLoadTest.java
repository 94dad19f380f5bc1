package io.iqdb.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SearchLoadTest {
  private final SearchLoad searches = new SearchLoad();

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
