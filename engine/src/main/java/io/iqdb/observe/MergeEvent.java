package io.iqdb.observe;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.EventType;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
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

  @Label("Outcome")
  @Nullable String outcome;

  private MergeEvent() {}

  /** An event that begins now, or null where no recording wants it. */
  public static @Nullable MergeEvent started() {
    if (!Recorder.begun() || !Type.TYPE.isEnabled()) {
      return null;
    }
    MergeEvent event = new MergeEvent();
    event.begin();
    return event;
  }

  /**
   * The event ends now and is recorded.
   *
   * @param rule why the policy chose it
   * @param segments how many went in
   * @param rowsIn deleted ones included
   * @param rowsOut that were left
   * @param bytesIn lengths of the sources
   * @param bytesOut length of the result
   * @param outcome how it ended
   */
  public void finish(
      String rule,
      int segments,
      long rowsIn,
      long rowsOut,
      long bytesIn,
      long bytesOut,
      String outcome) {
    end();
    if (shouldCommit()) {
      this.rule = rule;
      this.segments = segments;
      this.rowsIn = rowsIn;
      this.rowsOut = rowsOut;
      this.bytesIn = bytesIn;
      this.bytesOut = bytesOut;
      this.outcome = outcome;
      commit();
    }
  }
}
