package io.iqdb.observe;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.EventType;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Throttle;
import org.jspecify.annotations.Nullable;

/** A search; at most twenty a second are recorded. */
@Name("io.iqdb.Search")
@Label("Search")
@Description("A search, sampled")
@Category("iQDB")
@StackTrace(false)
@Throttle("20/s")
public final class SearchEvent extends Event {
  /** Loaded with the event type, once a recording was begun. */
  private static final class Type {
    static final EventType TYPE = EventType.getEventType(SearchEvent.class);
  }

  @Label("K")
  int k;

  @Label("Filtered")
  boolean filtered;

  @Label("Segments")
  int segments;

  @Label("Live Records")
  long records;

  @Label("Hits")
  int hits;

  private SearchEvent() {}

  /** An event that begins now, or null where no recording wants it. */
  public static @Nullable SearchEvent started() {
    if (!Recorder.begun() || !Type.TYPE.isEnabled()) {
      return null;
    }
    SearchEvent event = new SearchEvent();
    event.begin();
    return event;
  }

  /**
   * The event ends now and is recorded.
   *
   * @param k hits asked for
   * @param filtered whether it has a filter or a predicate
   * @param segments searched
   * @param records in the view it saw
   * @param hits found
   */
  public void finish(int k, boolean filtered, int segments, long records, int hits) {
    end();
    if (shouldCommit()) {
      this.k = k;
      this.filtered = filtered;
      this.segments = segments;
      this.records = records;
      this.hits = hits;
      commit();
    }
  }
}
