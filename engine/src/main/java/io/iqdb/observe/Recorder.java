package io.iqdb.observe;

import jdk.jfr.FlightRecorder;
import org.jspecify.annotations.Nullable;

/**
 * Begins events where this process ever began a flight recording. Before that no event type may be
 * touched, for each registers itself when it is loaded, and that loads the whole of the recorder:
 * some 200 classes, which opening a database and searching it are kept free of.
 */
public final class Recorder {
  private Recorder() {}

  /** Cheap enough for every search. */
  private static boolean begun() {
    return FlightRecorder.isInitialized();
  }

  /** The event of a flush that begins now, or null where no recording wants it. */
  public static @Nullable FlushEvent flush() {
    return begun() ? FlushEvent.started() : null;
  }

  /** The event of mapping a file that begins now, or null where no recording wants it. */
  public static @Nullable MapEvent map() {
    return begun() ? MapEvent.started() : null;
  }

  /** The event of a merge that begins now, or null where no recording wants it. */
  public static @Nullable MergeEvent merge() {
    return begun() ? MergeEvent.started() : null;
  }

  /** The event of an opening that begins now, or null where no recording wants it. */
  public static @Nullable RecoveryEvent recovery() {
    return begun() ? RecoveryEvent.started() : null;
  }

  /** The event of a search that begins now, or null where no recording wants it. */
  public static @Nullable SearchEvent search() {
    return begun() ? SearchEvent.started() : null;
  }

  /** The event of a wait of a writer that begins now, or null where no recording wants it. */
  public static @Nullable StallEvent stall() {
    return begun() ? StallEvent.started() : null;
  }

  /** The event of a sync that begins now, or null where no recording wants it. */
  public static @Nullable SyncEvent sync() {
    return begun() ? SyncEvent.started() : null;
  }

  /** The event of unmapping a file that begins now, or null where no recording wants it. */
  public static @Nullable UnmapEvent unmap() {
    return begun() ? UnmapEvent.started() : null;
  }
}
