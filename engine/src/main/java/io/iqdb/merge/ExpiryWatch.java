package io.iqdb.merge;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.iqdb.error.ClosedException;
import io.iqdb.segment.RowSource;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * Has somebody look when records have expired: one alarm at a time, and none where nothing expires.
 * Any thread.
 */
final class ExpiryWatch {
  /** No two looks are closer together. */
  private static final long LEAST_WAIT = TimeUnit.SECONDS.toMillis(1);

  /** The clock of the database may be set meanwhile, or the machine may sleep. */
  private static final long LONGEST_WAIT = TimeUnit.HOURS.toMillis(1);

  private final MergeTarget target;
  private final MergeTime time;
  private final Runnable look;

  @GuardedBy("this")
  private MergeTime.Alarm alarm = MergeTime.NONE;

  /** When the next records expire, by the clock of the database. */
  @GuardedBy("this")
  private long at = RowSource.NEVER;

  @GuardedBy("this")
  private long looked;

  @GuardedBy("this")
  private boolean closed;

  /**
   * Of {@code target}.
   *
   * @param look called by an alarm; returns at once
   */
  ExpiryWatch(MergeTarget target, MergeTime time, Runnable look) {
    this.target = target;
    this.time = time;
    this.look = look;
  }

  /**
   * Sets the alarm for the records that expire next.
   *
   * @param after when somebody looked last: what expires from then on was not seen
   */
  void set(long after) {
    long next = next(after);
    synchronized (this) {
      alarm.off();
      looked = after;
      at = next;
      alarm = MergeTime.NONE;
      if (!closed && next != RowSource.NEVER) {
        long now = target.millis();
        long wait = Math.clamp(Math.min(next, now + LONGEST_WAIT) - now, LEAST_WAIT, LONGEST_WAIT);
        alarm = time.after(TimeUnit.MILLISECONDS.toNanos(wait), look);
      }
    }
  }

  private long next(long after) {
    try {
      return target.nextExpiry(after);
    } catch (IOException damaged) {
      return RowSource.NEVER; // the merge that meets it says so
    } catch (ClosedException over) {
      return RowSource.NEVER;
    }
  }

  /** Whether they have expired; else the alarm, which goes by another clock, is set again. */
  boolean due() {
    long after;
    synchronized (this) {
      if (at <= target.millis()) {
        return true;
      }
      after = looked;
    }
    set(after);
    return false;
  }

  /** No alarm rings any more. */
  synchronized void close() {
    closed = true;
    alarm.off();
  }
}
