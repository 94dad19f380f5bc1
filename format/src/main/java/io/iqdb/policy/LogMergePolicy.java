package io.iqdb.policy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Merges segments that are neighbours in age, so that each keeps to a span of time of its own: for
 * data that is read, expires or is deleted by age.
 *
 * <p>Sizes are live bytes. Level 0 holds the segments below {@code minBytes}, and each further
 * level reaches to {@code mergeFactor} times the size of the one before. Where a stretch of
 * neighbours has none above a level and {@code mergeFactor} on it, the stretch from the first to
 * the last of these is merged, so that above level 0 every byte rises by a level: a byte that stays
 * alive is written once by its flush and at most once for each level above. Segments above half of
 * {@code maxBytes} are full, and end a stretch.
 *
 * <p>Deletions can shrink old segments such that small ones stand alone between large ones and no
 * stretch forms. Above {@link #segmentBound} the cheapest neighbours are merged whatever their
 * levels, so the number of segments is bounded whatever is deleted.
 *
 * <p>The scheme is the logarithmic method that turns a static structure into a dynamic one (Bentley
 * and Saxe, 1980), with a factor of one's choice in place of 2.
 *
 * @param mergeFactor segments of a level that are merged, 2 to 100: smaller makes searches cheaper
 *     and merging dearer
 * @param minBytes segments below are taken to be equally small, 1 to {@code maxBytes}
 * @param maxBytes no merge of several segments makes more live bytes than this, 1 to 2^50
 * @param allowedDeletedShare share of all bytes that dead rows may take before segments are
 *     rewritten for their sake alone, 0.02 to 1; 1 never does
 */
public record LogMergePolicy(
    int mergeFactor, long minBytes, long maxBytes, double allowedDeletedShare)
    implements MergePolicy {
  private static final String LEVEL = "level";
  private static final String COUNT = "count";
  private static final String OPTIMIZE = "optimize";
  private static final LogMergePolicy DEFAULTS = new LogMergePolicy(8, 16L << 20, 4L << 30, 0.2);

  /** Oldest first. */
  private static final Comparator<SegmentDescription> OLDEST =
      Comparator.comparingLong(SegmentDescription::firstSequence)
          .thenComparingLong(SegmentDescription::number);

  /** Checks the ranges. */
  public LogMergePolicy {
    Range.check("mergeFactor", mergeFactor, 2, 100);
    Range.check("maxBytes", maxBytes, 1, 1L << 50);
    Range.check("minBytes", minBytes, 1, maxBytes);
    Range.check("allowedDeletedShare", allowedDeletedShare, 0.02, 1);
  }

  /** 8 of a level, from 16 MiB to 4 GiB, a fifth of the bytes dead. */
  public static LogMergePolicy defaults() {
    return DEFAULTS;
  }

  /** With as many segments of a level being merged. */
  public LogMergePolicy withMergeFactor(int segments) {
    return new LogMergePolicy(segments, minBytes, maxBytes, allowedDeletedShare);
  }

  /** With this floor. */
  public LogMergePolicy withMinBytes(long bytes) {
    return new LogMergePolicy(mergeFactor, bytes, maxBytes, allowedDeletedShare);
  }

  /** With this largest merge. */
  public LogMergePolicy withMaxBytes(long bytes) {
    return new LogMergePolicy(mergeFactor, minBytes, bytes, allowedDeletedShare);
  }

  /** With this share of dead bytes. */
  public LogMergePolicy withAllowedDeletedShare(double share) {
    return new LogMergePolicy(mergeFactor, minBytes, maxBytes, share);
  }

  private boolean full(long liveBytes) {
    return liveBytes > maxBytes / 2;
  }

  private int level(SegmentDescription segment) {
    return TieredMergePolicy.tier(segment.liveBytes(), minBytes, mergeFactor);
  }

  /**
   * Most segments that are left when {@link #plan} has nothing to do and no merge runs.
   *
   * @param liveBytes live bytes of all segments together
   */
  public long segmentBound(long liveBytes) {
    int levels =
        1 + TieredMergePolicy.tier(Math.min(liveBytes, maxBytes / 2), minBytes, mergeFactor);
    double full = 2.0 * liveBytes / maxBytes;
    return (mergeFactor - 1L) * levels + (long) Math.ceil(full) + 1;
  }

  /** Segments that hold nothing first, then full levels from the smallest, then dead rows. */
  @Override
  public List<MergeSpec> plan(List<SegmentDescription> segments, Set<Long> merging) {
    List<List<SegmentDescription>> stretches = stretches(segments, merging);
    List<MergeSpec> specs = new ArrayList<>();
    specs.addAll(
        DeadRows.empty(segments.stream().filter(s -> !merging.contains(s.number())).toList()));
    int highest = free(stretches).stream().mapToInt(this::level).max().orElse(0);
    for (int level = 0; level <= highest; level++) {
      int at = 0;
      while (at < stretches.size()) {
        List<SegmentDescription> group = onLevel(stretches.get(at), level);
        if (group.isEmpty()) {
          at++;
        } else {
          take(group, LEVEL, stretches, at, specs);
        }
      }
    }
    long live = segments.stream().mapToLong(SegmentDescription::liveBytes).sum();
    boolean found = true;
    while (found && free(stretches).size() > segmentBound(live)) {
      found = takeCheapest(stretches, specs);
    }
    specs.addAll(DeadRows.share(segments, free(stretches), allowedDeletedShare));
    return List.copyOf(specs);
  }

  /** Neighbours in age, broken where a segment is merging; empty segments part nobody. */
  private static List<List<SegmentDescription>> stretches(
      List<SegmentDescription> segments, Set<Long> merging) {
    List<List<SegmentDescription>> stretches = new ArrayList<>();
    stretches.add(new ArrayList<>());
    for (SegmentDescription segment : segments.stream().sorted(OLDEST).toList()) {
      if (merging.contains(segment.number())) {
        stretches.add(new ArrayList<>());
      } else if (segment.liveRows() > 0) {
        stretches.getLast().add(segment);
      }
    }
    return stretches;
  }

  private static List<SegmentDescription> free(List<List<SegmentDescription>> stretches) {
    return stretches.stream().flatMap(List::stream).toList();
  }

  /** Takes {@code group} out of a stretch, which it parts in two. */
  private static void take(
      List<SegmentDescription> group,
      String rule,
      List<List<SegmentDescription>> stretches,
      int at,
      List<MergeSpec> specs) {
    specs.add(MergeSpec.background(numbers(group), rule));
    List<SegmentDescription> stretch = stretches.get(at);
    int from = stretch.indexOf(group.getFirst());
    stretches.set(at, stretch.subList(0, from));
    stretches.add(at + 1, stretch.subList(from + group.size(), stretch.size()));
  }

  /** What to merge for this level in the part of a stretch that comes first; empty for nothing. */
  private List<SegmentDescription> onLevel(List<SegmentDescription> stretch, int level) {
    int from = 0;
    int found = 0;
    for (int at = 0; at < stretch.size(); at++) {
      SegmentDescription segment = stretch.get(at);
      int its = level(segment);
      if (its > level || full(segment.liveBytes())) {
        found = 0;
      } else if (its == level) {
        from = found == 0 ? at : from;
        found++;
      }
      if (found == mergeFactor) {
        List<SegmentDescription> group = stretch.subList(from, at + 1);
        return level == 0 ? neighbours().cheapest(group, 2, enough -> true) : fitting(group);
      }
    }
    return List.of();
  }

  /** The oldest of a group that fit; if not all do, they make a full segment. */
  private List<SegmentDescription> fitting(List<SegmentDescription> group) {
    long live = 0;
    int members = 0;
    while (members < group.size() && live <= maxBytes - group.get(members).liveBytes()) {
      live += group.get(members++).liveBytes();
    }
    return group.subList(0, members);
  }

  private Neighbours neighbours() {
    return new Neighbours(mergeFactor, maxBytes, 0);
  }

  private boolean takeCheapest(List<List<SegmentDescription>> stretches, List<MergeSpec> specs) {
    double lowest = Double.POSITIVE_INFINITY;
    List<SegmentDescription> best = List.of();
    int from = 0;
    for (int at = 0; at < stretches.size(); at++) {
      List<SegmentDescription> group = neighbours().cheapest(stretches.get(at), 2, enough -> true);
      if (!group.isEmpty() && neighbours().cost(group) < lowest) {
        lowest = neighbours().cost(group);
        best = group;
        from = at;
      }
    }
    if (!best.isEmpty()) {
      take(best, COUNT, stretches, from, specs);
    }
    return !best.isEmpty();
  }

  /** Neighbours joined from the oldest on as long as they fit. */
  @Override
  public List<MergeSpec> optimize(List<SegmentDescription> segments) {
    List<List<SegmentDescription>> groups = new ArrayList<>();
    long room = -1;
    for (SegmentDescription segment : segments.stream().sorted(OLDEST).toList()) {
      if (segment.liveBytes() > room) {
        groups.add(new ArrayList<>());
        room = Math.max(maxBytes, segment.liveBytes());
      }
      groups.getLast().add(segment);
      room -= segment.liveBytes();
    }
    return groups.stream()
        .filter(group -> group.size() > 1 || group.getFirst().deadRows() > 0)
        .map(group -> MergeSpec.requested(numbers(group), OPTIMIZE))
        .toList();
  }

  @Override
  public List<MergeSpec> reclaim(List<SegmentDescription> segments) {
    return DeadRows.reclaim(segments);
  }

  private static List<Long> numbers(List<SegmentDescription> group) {
    return group.stream().map(SegmentDescription::number).toList();
  }
}
