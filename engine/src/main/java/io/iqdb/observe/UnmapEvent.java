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

/** A file unmapped, which is a handshake with all threads. */
@Name("io.iqdb.Unmap")
@Label("Unmap")
@Description("A file was unmapped")
@Category("iQDB")
@StackTrace(false)
public final class UnmapEvent extends Event {
  /** Loaded with the event type, once a recording was begun. */
  private static final class Type {
    static final EventType TYPE = EventType.getEventType(UnmapEvent.class);
  }

  @Label("File")
  @Nullable String file;

  @Label("Bytes")
  @DataAmount(DataAmount.BYTES)
  long bytes;

  private UnmapEvent() {}

  /** An event that begins now, or null where no recording wants it. */
  public static @Nullable UnmapEvent started() {
    if (!Recorder.begun() || !Type.TYPE.isEnabled()) {
      return null;
    }
    UnmapEvent event = new UnmapEvent();
    event.begin();
    return event;
  }

  /**
   * The event ends now and is recorded.
   *
   * @param file its name
   * @param bytes how many were mapped
   */
  public void finish(String file, long bytes) {
    end();
    if (shouldCommit()) {
      this.file = file;
      this.bytes = bytes;
      commit();
    }
  }
}
