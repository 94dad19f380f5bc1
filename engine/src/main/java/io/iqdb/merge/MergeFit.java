package io.iqdb.merge;

import io.iqdb.error.Require;
import io.iqdb.policy.MergeSpec;
import io.iqdb.policy.SegmentDescription;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Holds what a policy wants to what there is: segments that exist, and memory. */
final class MergeFit {
  private MergeFit() {}

  /**
   * Refuses an answer that names a segment twice, one that is not there, or one that is taken.
   *
   * @throws io.iqdb.error.InvalidArgumentException says which
   */
  static void validate(List<MergeSpec> specs, List<SegmentDescription> segments, Set<Long> taken) {
    Set<Long> free = new HashSet<>();
    segments.forEach(segment -> free.add(segment.number()));
    free.removeAll(taken);
    for (MergeSpec spec : specs) {
      for (long segment : spec.segments()) {
        Require.argument(
            free.remove(segment),
            "the merge policy names segment %d (%s), which is not there, being merged or named"
                + " twice",
            segment,
            spec.rule());
      }
    }
  }

  /**
   * {@code spec}, or where it would take more than {@code memory}, several of neighbouring segments
   * that take less; none where no two of them fit.
   */
  static List<MergeSpec> within(long memory, MergeSpec spec, MergeTarget target)
      throws IOException {
    if (fits(memory, spec.segments(), target)) {
      return List.of(spec);
    }
    List<MergeSpec> parts = new ArrayList<>();
    List<Long> part = new ArrayList<>();
    for (long segment : spec.segments()) {
      part.add(segment);
      if (part.size() > 1 && !fits(memory, part, target)) {
        part.removeLast();
        addPart(parts, part, spec);
        part.clear();
        part.add(segment);
      }
    }
    addPart(parts, part, spec);
    return parts;
  }

  private static void addPart(List<MergeSpec> parts, List<Long> part, MergeSpec spec) {
    if (part.size() > 1) {
      parts.add(new MergeSpec(part, spec.rule(), spec.background()));
    }
  }

  private static boolean fits(long memory, List<Long> segments, MergeTarget target)
      throws IOException {
    MergeNeeds needs = target.needs(segments);
    return needs.memory() <= memory && needs.rowsIn() < Integer.MAX_VALUE;
  }
}
