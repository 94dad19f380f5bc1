package io.iqdb.policy;

import io.iqdb.types.IndexKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** Segments for tests of policies, and what merges make of them. */
final class Layouts {
  private Layouts() {}

  /** As old as its number, of 1000 rows. */
  static SegmentDescription segment(long number, long bytes, long liveRows) {
    return new SegmentDescription(number, bytes, 1000, liveRows, IndexKind.FLAT, number);
  }

  /** Segments 1, 2, ... of these sizes, all rows alive, the oldest first. */
  static List<SegmentDescription> clean(long... sizes) {
    List<SegmentDescription> segments = new ArrayList<>();
    for (long size : sizes) {
      segments.add(segment(segments.size() + 1L, size, 1000));
    }
    return segments;
  }

  /** Up to {@code most} segments of sizes over many magnitudes, with all shares of dead rows. */
  static List<SegmentDescription> random(Random random, int most) {
    List<SegmentDescription> segments = new ArrayList<>();
    int count = random.nextInt(most + 1);
    // No row, and so no two segments, share a sequence number.
    List<Long> ages = new ArrayList<>(LongStream.range(0, count).boxed().toList());
    Collections.shuffle(ages, random);
    for (int i = 0; i < count; i++) {
      long bytes = random.nextLong(1L << random.nextInt(1, 34));
      long rows = random.nextLong(1L << random.nextInt(1, 20));
      long live = random.nextInt(3) == 0 ? rows : random.nextLong(rows + 1);
      segments.add(new SegmentDescription(i + 1L, bytes, rows, live, IndexKind.FLAT, ages.get(i)));
    }
    return segments;
  }

  static Set<Long> someOf(List<SegmentDescription> segments, Random random) {
    return segments.stream()
        .map(SegmentDescription::number)
        .filter(number -> random.nextInt(4) == 0)
        .collect(Collectors.toSet());
  }

  /** What is there when the merges are done. */
  static List<SegmentDescription> after(List<SegmentDescription> segments, List<MergeSpec> specs) {
    List<SegmentDescription> result = new ArrayList<>(segments);
    long next = segments.stream().mapToLong(SegmentDescription::number).max().orElse(0) + 1;
    for (MergeSpec spec : specs) {
      List<SegmentDescription> sources =
          segments.stream().filter(s -> spec.segments().contains(s.number())).toList();
      result.removeAll(sources);
      long rows = sources.stream().mapToLong(SegmentDescription::liveRows).sum();
      if (rows > 0) {
        long age = sources.stream().mapToLong(SegmentDescription::firstSequence).min().orElse(0);
        result.add(new SegmentDescription(next++, live(sources), rows, rows, IndexKind.FLAT, age));
      }
    }
    return result;
  }

  static long live(List<SegmentDescription> segments) {
    return segments.stream().mapToLong(SegmentDescription::liveBytes).sum();
  }

  static List<SegmentDescription> named(List<SegmentDescription> segments, MergeSpec spec) {
    return segments.stream().filter(s -> spec.segments().contains(s.number())).toList();
  }
}
