package io.iqdb.observe;

import java.util.List;
import java.util.stream.Collectors;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.EventType;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** Segments merged into one, or a merge that was given up. */
@Name("io.iqdb.Merge")
@Label("Merge")
@Description("Segments were merged into one")
@Category("iQDB")
@StackTrace(false)
public final class MergeEvent extends Event {
  /** Loaded with the event type, once a recording was begun. */
  private static final class Type {
    static final EventType TYPE = EventType.getEventType(MergeEvent.class);
  }

  @Label("Rule")
  @Nullable String rule;

  @Label("Segments")
  int segments;

  @Label("Sources")
  @Description("Numbers of the segments that were merged")
  @Nullable String sources;

  @Label("Rows Read")
  long rowsIn;

  @Label("Rows Written")
  long rowsOut;

  @Label("Bytes Read")
  @DataAmount(DataAmount.BYTES)
  long bytesIn;

  @Label("Bytes Written")
  @DataAmount(DataAmount.BYTES)
  long bytesOut;

  @Label("Result")
  @Description("Number of the segment that was published, or 0")
  long result;

  @Label("Stalled")
  @Description("How much of it the merge held still: paused, or within its budget, or for searches")
  @Timespan(Timespan.NANOSECONDS)
  long stalled;

  @Label("Outcome")
  @Nullable String outcome;

  @Label("Detail")
  @Description("Why it did not come about")
  @Nullable String detail;

  private MergeEvent() {}

  /** An event that begins now, or null where no recording wants it. */
  static @Nullable MergeEvent started() {
    if (!Type.TYPE.isEnabled()) {
      return null;
    }
    MergeEvent event = new MergeEvent();
    event.begin();
    return event;
  }

  /**
   * Says what was to be merged.
   *
   * @param mergedBy why the policy chose it
   * @param numbers of the segments
   * @param rows deleted ones included
   * @param bytes lengths of the segments
   */
  public void read(String mergedBy, List<Long> numbers, long rows, long bytes) {
    rule = mergedBy;
    segments = numbers.size();
    sources = numbers.stream().map(String::valueOf).collect(Collectors.joining(" "));
    rowsIn = rows;
    bytesIn = bytes;
  }

  /**
   * Says what it became.
   *
   * @param number of the segment that was published, or 0
   * @param rows that were left
   * @param bytes length of the result
   */
  public void wrote(long number, long rows, long bytes) {
    result = number;
    rowsOut = rows;
    bytesOut = bytes;
  }

  /**
   * The event ends now and is recorded.
   *
   * @param how it ended
   * @param nanos that the merge held still
   * @param why it did not come about, or null where it did
   */
  public void finish(String how, long nanos, @Nullable String why) {
    end();
    if (shouldCommit()) {
      outcome = how;
      stalled = nanos;
      detail = why;
      commit();
    }
  }
}
