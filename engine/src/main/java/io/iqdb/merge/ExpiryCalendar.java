package io.iqdb.merge;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.iqdb.error.CorruptFileException;
import io.iqdb.segment.RowSource;
import io.iqdb.segment.Segment;
import io.iqdb.view.SegmentView;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * When it is worth looking at segments again, for their records expire whether or not anybody
 * writes: a twentieth of the rows of a segment after the other, and when the last has expired. What
 * is known of a segment is a sample of its times, taken once, so that neither the number of looks
 * nor their cost grows with the rows. Any thread.
 */
public final class ExpiryCalendar {
  /** Rows that are looked at in a segment. */
  private static final int SAMPLED = 1024;

  private static final int LOOKS = 20;

  /** By number of the segment. */
  @GuardedBy("this")
  private final Map<Long, Sample> samples = new HashMap<>();

  private static final class Sample {
    /** Of the rows that were looked at and that expire, in order. */
    private final long[] times;

    private final int step;

    /** Of a segment whose times cannot be read. */
    static final Sample NONE = new Sample(new long[0], 1);

    private Sample(long[] times, int step) {
      this.times = times;
      this.step = step;
    }

    static Sample of(Segment segment) throws IOException {
      int count = Math.min(SAMPLED, segment.rows());
      long[] times = new long[count];
      int expiring = 0;
      for (int i = 0; i < count; i++) {
        long time = segment.expiresAt((int) ((long) i * segment.rows() / count));
        if (time != RowSource.NEVER) {
          times[expiring++] = time;
        }
      }
      times = Arrays.copyOf(times, expiring);
      Arrays.sort(times);
      return new Sample(times, Math.max(1, count / LOOKS));
    }

    long next(long now) {
      int over = 0;
      while (over < times.length && times[over] <= now) {
        over++;
      }
      return over == times.length
          ? RowSource.NEVER
          : times[Math.min(times.length, over + step) - 1];
    }
  }

  /** With nothing in it. */
  public ExpiryCalendar() {}

  /** Damage is for the merge that meets it to tell; the other segments are watched all the same. */
  private static Sample sampled(Segment segment) throws IOException {
    try {
      return Sample.of(segment);
    } catch (CorruptFileException damaged) {
      return Sample.NONE;
    }
  }

  /**
   * When to look next, after somebody has at {@code now}.
   *
   * @param segments all that there are; whoever asks holds them
   * @return in milliseconds since 1970, above {@code now}, or {@link RowSource#NEVER}
   */
  public synchronized long next(List<SegmentView> segments, long now) throws IOException {
    samples.keySet().retainAll(segments.stream().map(view -> view.entry().number()).toList());
    long next = RowSource.NEVER;
    for (SegmentView view : segments) {
      Segment segment = view.segment().get();
      if (segment.earliestExpiry() != RowSource.NEVER) {
        Sample sample = samples.get(view.entry().number());
        if (sample == null) {
          sample = sampled(segment);
          samples.put(view.entry().number(), sample);
        }
        next = Math.min(next, sample.next(now));
      }
    }
    return next;
  }
}
