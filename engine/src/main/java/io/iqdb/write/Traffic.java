package io.iqdb.write;

import io.iqdb.format.segment.SegmentOrigin;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the bytes that an open database was given and those that it wrote. Safe for several
 * threads.
 */
public final class Traffic {
  private final LongAdder given = new LongAdder();
  private final LongAdder logged = new LongAdder();
  private final LongAdder flushed = new LongAdder();
  private final LongAdder loaded = new LongAdder();
  private final LongAdder merged = new LongAdder();

  /** Of nothing yet. */
  public Traffic() {}

  /**
   * Bytes since the database was opened.
   *
   * @param given records and deletions as encoded by the callers of writes
   * @param logged frames of the log, with what they add
   * @param flushed segments made of memtables
   * @param loaded segments made by bulk loads
   * @param merged segments made of segments
   */
  public record Bytes(long given, long logged, long flushed, long loaded, long merged) {}

  void frame(long encoded, long frame) {
    given.add(encoded);
    logged.add(frame);
  }

  void segment(SegmentOrigin origin, long bytes) {
    switch (origin) {
      case FLUSH -> flushed.add(bytes);
      case BULK -> loaded.add(bytes);
      case MERGE -> merged.add(bytes);
    }
  }

  /** The counts as they are now. */
  public Bytes bytes() {
    return new Bytes(given.sum(), logged.sum(), flushed.sum(), loaded.sum(), merged.sum());
  }
}
