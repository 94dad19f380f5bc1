package io.iqdb.merging;

import io.iqdb.policy.MergePolicy;
import io.iqdb.policy.MergeSpec;
import io.iqdb.policy.SegmentDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Plans of merges, for tests. */
public final class Specs {
  private Specs() {}

  /** All segments into one. */
  public static List<MergeSpec> everything(List<SegmentDescription> segments) {
    return segments.isEmpty()
        ? List.of()
        : List.of(MergeSpec.requested(numbers(segments), "everything"));
  }

  /** The segments, each by itself. */
  public static List<MergeSpec> eachAlone(List<SegmentDescription> segments) {
    return segments.stream()
        .map(segment -> MergeSpec.requested(List.of(segment.number()), "alone"))
        .toList();
  }

  /** This segment by itself. */
  static List<MergeSpec> only(List<SegmentDescription> segments, long number) {
    return eachAlone(segments.stream().filter(segment -> segment.number() == number).toList());
  }

  /** Any segments, one or more, in any order. */
  static List<MergeSpec> some(List<SegmentDescription> segments, Random random) {
    List<Long> left = new ArrayList<>(numbers(segments));
    List<MergeSpec> specs = new ArrayList<>();
    while (!left.isEmpty() && random.nextInt(3) > 0) {
      List<Long> chosen = new ArrayList<>();
      for (int i = 1 + random.nextInt(3); i > 0 && !left.isEmpty(); i--) {
        chosen.add(left.remove(random.nextInt(left.size())));
      }
      specs.add(MergeSpec.requested(chosen, "some"));
    }
    return specs;
  }

  static List<Long> numbers(List<SegmentDescription> segments) {
    return segments.stream().map(SegmentDescription::number).toList();
  }

  /** Merges all segments whenever there are two, or one has dead rows. */
  record Eager() implements MergePolicy {
    @Override
    public List<MergeSpec> plan(List<SegmentDescription> segments, Set<Long> merging) {
      List<SegmentDescription> free =
          segments.stream().filter(segment -> !merging.contains(segment.number())).toList();
      boolean worth = free.size() > 1 || free.stream().anyMatch(segment -> segment.deadRows() > 0);
      return worth ? List.of(MergeSpec.background(numbers(free), "eager")) : List.of();
    }

    @Override
    public List<MergeSpec> optimize(List<SegmentDescription> segments) {
      return everything(segments);
    }

    @Override
    public List<MergeSpec> reclaim(List<SegmentDescription> segments) {
      return everything(segments.stream().filter(segment -> segment.deadRows() > 0).toList());
    }
  }
}
