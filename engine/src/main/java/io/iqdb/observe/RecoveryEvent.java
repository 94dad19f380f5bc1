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

/** A database opened, with what its log held. */
@Name("io.iqdb.Recovery")
@Label("Recovery")
@Description("A database was opened and its log replayed")
@Category("iQDB")
@StackTrace(false)
public final class RecoveryEvent extends Event {
  /** Loaded with the event type, once a recording was begun. */
  private static final class Type {
    static final EventType TYPE = EventType.getEventType(RecoveryEvent.class);
  }

  @Label("Directory")
  @Nullable String directory;

  @Label("Frames")
  long frames;

  @Label("Records")
  long records;

  @Label("Bytes Cut")
  @DataAmount(DataAmount.BYTES)
  long bytesCut;

  private RecoveryEvent() {}

  /** An event that begins now, or null where no recording wants it. */
  public static @Nullable RecoveryEvent started() {
    if (!Recorder.begun() || !Type.TYPE.isEnabled()) {
      return null;
    }
    RecoveryEvent event = new RecoveryEvent();
    event.begin();
    return event;
  }

  /**
   * The event ends now and is recorded.
   *
   * @param directory where it is
   * @param frames replayed
   * @param records in them
   * @param bytesCut of a write that was never acknowledged
   */
  public void finish(String directory, long frames, long records, long bytesCut) {
    end();
    if (shouldCommit()) {
      this.directory = directory;
      this.frames = frames;
      this.records = records;
      this.bytesCut = bytesCut;
      commit();
    }
  }
}
