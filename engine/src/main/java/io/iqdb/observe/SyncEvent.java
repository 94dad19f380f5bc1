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

/** A file, or the names in a directory, made durable. */
@Name("io.iqdb.Sync")
@Label("Sync")
@Description("A file or a directory was synced to disk")
@Category("iQDB")
@StackTrace(false)
public final class SyncEvent extends Event {
  /** Loaded with the event type, once a recording was begun. */
  private static final class Type {
    static final EventType TYPE = EventType.getEventType(SyncEvent.class);
  }

  @Label("File")
  @Nullable String file;

  @Label("Bytes Behind It")
  @DataAmount(DataAmount.BYTES)
  long bytes;

  private SyncEvent() {}

  /** An event that begins now, or null where no recording wants it. */
  public static @Nullable SyncEvent started() {
    if (!Recorder.begun() || !Type.TYPE.isEnabled()) {
      return null;
    }
    SyncEvent event = new SyncEvent();
    event.begin();
    return event;
  }

  /**
   * The event ends now and is recorded.
   *
   * @param file its name, or that of the directory
   * @param bytes up to where the file holds data now, or 0 for a directory
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
