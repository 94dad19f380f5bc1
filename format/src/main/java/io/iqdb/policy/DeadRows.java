package io.iqdb.policy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Which segments to rewrite for the space of their dead rows; shared by the policies. */
final class DeadRows {
  static final String EMPTY = "empty";
  static final String SHARE = "deleted share";
  static final String RECLAIM = "reclaim";

  /** Most bytes given back for each byte written first. */
  private static final Comparator<SegmentDescription> DEADEST =
      Comparator.comparingDouble(SegmentDescription::deletedShare)
          .reversed()
          .thenComparingLong(SegmentDescription::number);

  private DeadRows() {}

  /** The segments without a live row, together: dropping them writes nothing. */
  static List<MergeSpec> empty(List<SegmentDescription> free) {
    List<Long> numbers = new ArrayList<>();
    for (SegmentDescription segment : free) {
      if (segment.liveRows() == 0) {
        numbers.add(segment.number());
      }
    }
    numbers.sort(Comparator.naturalOrder());
    return numbers.isEmpty() ? List.of() : List.of(MergeSpec.background(numbers, EMPTY));
  }

  /**
   * Rewrites until dead bytes are at most {@code allowed} of all. As long as they are more, some
   * segment has a larger share than allowed, so that each byte given back costs at most (1 -
   * allowed) / allowed bytes written.
   *
   * @param all every segment
   * @param free those that may still be named; the dead rows of the others are as good as gone
   */
  static List<MergeSpec> share(
      List<SegmentDescription> all, List<SegmentDescription> free, double allowed) {
    double live = 0;
    for (SegmentDescription segment : all) {
      live += segment.liveBytes();
    }
    double dead = 0;
    for (SegmentDescription segment : free) {
      dead += segment.bytes() - segment.liveBytes();
    }
    List<MergeSpec> specs = new ArrayList<>();
    for (SegmentDescription segment : free.stream().sorted(DEADEST).toList()) {
      if (dead <= allowed * (live + dead) || segment.deadRows() == 0) {
        break;
      }
      specs.add(MergeSpec.background(List.of(segment.number()), SHARE));
      dead -= segment.bytes() - segment.liveBytes();
    }
    return specs;
  }

  /** Each segment that has dead rows, by itself. */
  static List<MergeSpec> reclaim(List<SegmentDescription> segments) {
    return segments.stream()
        .filter(segment -> segment.deadRows() > 0)
        .sorted(DEADEST)
        .map(segment -> MergeSpec.requested(List.of(segment.number()), RECLAIM))
        .toList();
  }
}
