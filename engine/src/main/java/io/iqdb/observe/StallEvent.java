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

/** A writer slowed down, since upkeep did not keep up. */
@Name("io.iqdb.Stall")
@Label("Stall")
@Description("A writer was slowed down or waited for upkeep")
@Category("iQDB")
@StackTrace(true)
public final class StallEvent extends Event {
  /** Loaded with the event type, once a recording was begun. */
  private static final class Type {
    static final EventType TYPE = EventType.getEventType(StallEvent.class);
  }

  @Label("Reason")
  @Nullable String reason;

  @Label("Memtable Bytes")
  @DataAmount(DataAmount.BYTES)
  long activeBytes;

  private StallEvent() {}

  /** An event that begins now, or null where no recording wants it. */
  static @Nullable StallEvent started() {
    if (!Type.TYPE.isEnabled()) {
      return null;
    }
    StallEvent event = new StallEvent();
    event.begin();
    return event;
  }

  /**
   * The event ends now and is recorded.
   *
   * @param reason what it waited for
   * @param activeBytes size at which a memtable is flushed
   */
  public void finish(String reason, long activeBytes) {
    end();
    if (shouldCommit()) {
      this.reason = reason;
      this.activeBytes = activeBytes;
      commit();
    }
  }
}
