package io.iqdb.observe;

import jdk.jfr.FlightRecorder;

/**
 * Whether this process ever began a flight recording; before that no event type is loaded, which
 * keeps opening a database and searching it free of their cost.
 */
final class Recorder {
  private Recorder() {}

  /** Cheap enough for every search. */
  static boolean begun() {
    return FlightRecorder.isInitialized();
  }
}
