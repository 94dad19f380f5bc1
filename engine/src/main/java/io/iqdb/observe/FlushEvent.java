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

/** A memtable written into a segment and published. */
@Name("io.iqdb.Flush")
@Label("Flush")
@Description("A memtable became a segment")
@Category("iQDB")
@StackTrace(false)
public final class FlushEvent extends Event {
  /** Loaded with the event type, once a recording was begun. */
  private static final class Type {
    static final EventType TYPE = EventType.getEventType(FlushEvent.class);
  }

  @Label("Segment")
  @Nullable String segment;

  @Label("Rows")
  long rows;

  @Label("Bytes Written")
  @DataAmount(DataAmount.BYTES)
  long bytes;

  private FlushEvent() {}

  /** An event that begins now, or null where no recording wants it. */
  public static @Nullable FlushEvent started() {
    if (!Recorder.begun() || !Type.TYPE.isEnabled()) {
      return null;
    }
    FlushEvent event = new FlushEvent();
    event.begin();
    return event;
  }

  /**
   * The event ends now and is recorded.
   *
   * @param segment the file written, or nothing where no row was left
   * @param rows that it holds
   * @param bytes length of the file
   */
  public void finish(String segment, long rows, long bytes) {
    end();
    if (shouldCommit()) {
      this.segment = segment;
      this.rows = rows;
      this.bytes = bytes;
      commit();
    }
  }
}
