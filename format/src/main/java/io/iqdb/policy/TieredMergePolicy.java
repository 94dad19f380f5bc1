package io.iqdb.policy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Merges segments of similar size, whatever their age: the default.
 *
 * <p>Sizes are live bytes. Tier 0 holds the segments below {@code floorBytes}; each further tier
 * reaches to {@code growth} times the size of the one before, where {@code growth} is the smaller
 * of {@code segmentsPerTier} and {@code maxMergeAtOnce}. Segments above half of {@code
 * maxMergedBytes} are full and belong to no tier. A tier may keep {@code segmentsPerTier} segments;
 * one with more is merged until it fits, each time by those neighbours in size whose merge lifts
 * most for the bytes it writes: many rather than few, equal rather than unequal, and the more dead
 * rows they have the better. Above the floor a group has at least {@code growth} members or makes a
 * full segment, so that every merge lifts every byte by a tier.
 *
 * <p>Hence these bounds, for {@code n} tiers above the floor's. At rest there are at most {@code
 * segmentsPerTier * (n + 1)} segments, and full ones fewer than twice what {@code maxMergedBytes}
 * goes into the live bytes: {@link #segmentBound}. Where nothing dies, merges write a byte at most
 * {@code n} times above the floor; flushes far below it add a small multiple of the logarithm of
 * floor over flush. Segments that shrink fall back by tiers and climb again. A rewrite for the sake
 * of dead rows alone costs at most {@code (1 - allowedDeletedShare) / allowedDeletedShare} bytes
 * written for each byte given back.
 *
 * <p>The scheme is the size-tiered one of log-structured merge trees (O'Neil and others, 1996, and
 * the Bigtable paper, 2006), as search libraries use it for segments that need not be neighbours.
 *
 * @param segmentsPerTier segments that a tier may keep, 2 to 100: fewer make searches cheaper and
 *     merging dearer
 * @param floorBytes segments below are taken to be equally small, 1 to {@code maxMergedBytes}:
 *     larger means fewer small segments and more writing of young data
 * @param maxMergedBytes no merge of several segments makes more live bytes than this, 1 to 2^50: it
 *     bounds the time, the head-room on disk and the memory of one merge
 * @param maxMergeAtOnce members of one merge of the upkeep, 2 to 100
 * @param reclaimWeight how much dead rows attract merges, 0 to 10: a group's cost is multiplied by
 *     its live share to this power, so 0 ignores dead rows
 * @param allowedDeletedShare share of all bytes that dead rows may take before segments are
 *     rewritten for their sake alone, 0.02 to 1; 1 never does
 */
public record TieredMergePolicy(
    int segmentsPerTier,
    long floorBytes,
    long maxMergedBytes,
    int maxMergeAtOnce,
    double reclaimWeight,
    double allowedDeletedShare)
    implements MergePolicy {
  private static final String TIER = "tier";
  private static final String OPTIMIZE = "optimize";
  private static final TieredMergePolicy DEFAULTS =
      new TieredMergePolicy(8, 16L << 20, 4L << 30, 8, 2, 0.2);

  /** By size, then age, then number: the same for every order of the list. */
  private static final Comparator<SegmentDescription> SMALLEST =
      Comparator.comparingLong(SegmentDescription::liveBytes)
          .thenComparingLong(SegmentDescription::firstSequence)
          .thenComparingLong(SegmentDescription::number);

  /** Checks the ranges. */
  public TieredMergePolicy {
    Range.check("segmentsPerTier", segmentsPerTier, 2, 100);
    Range.check("maxMergedBytes", maxMergedBytes, 1, 1L << 50);
    Range.check("floorBytes", floorBytes, 1, maxMergedBytes);
    Range.check("maxMergeAtOnce", maxMergeAtOnce, 2, 100);
    Range.check("reclaimWeight", reclaimWeight, 0, 10);
    Range.check("allowedDeletedShare", allowedDeletedShare, 0.02, 1);
  }

  /** 8 per tier from 16 MiB to 4 GiB, 8 at once, weight 2, a fifth of the bytes dead. */
  public static TieredMergePolicy defaults() {
    return DEFAULTS;
  }

  /** With as many segments per tier. */
  public TieredMergePolicy withSegmentsPerTier(int segments) {
    return new TieredMergePolicy(
        segments, floorBytes, maxMergedBytes, maxMergeAtOnce, reclaimWeight, allowedDeletedShare);
  }

  /** With this floor. */
  public TieredMergePolicy withFloorBytes(long bytes) {
    return new TieredMergePolicy(
        segmentsPerTier, bytes, maxMergedBytes, maxMergeAtOnce, reclaimWeight, allowedDeletedShare);
  }

  /** With this largest merge. */
  public TieredMergePolicy withMaxMergedBytes(long bytes) {
    return new TieredMergePolicy(
        segmentsPerTier, floorBytes, bytes, maxMergeAtOnce, reclaimWeight, allowedDeletedShare);
  }

  /** With as many members of one merge. */
  public TieredMergePolicy withMaxMergeAtOnce(int segments) {
    return new TieredMergePolicy(
        segmentsPerTier, floorBytes, maxMergedBytes, segments, reclaimWeight, allowedDeletedShare);
  }

  /** With this attraction of dead rows. */
  public TieredMergePolicy withReclaimWeight(double weight) {
    return new TieredMergePolicy(
        segmentsPerTier, floorBytes, maxMergedBytes, maxMergeAtOnce, weight, allowedDeletedShare);
  }

  /** With this share of dead bytes. */
  public TieredMergePolicy withAllowedDeletedShare(double share) {
    return new TieredMergePolicy(
        segmentsPerTier, floorBytes, maxMergedBytes, maxMergeAtOnce, reclaimWeight, share);
  }

  /** Sizes of neighbouring tiers differ by this factor. */
  int growth() {
    return Math.min(segmentsPerTier, maxMergeAtOnce);
  }

  /** Tier of a segment of as many live bytes: 0 below the floor. */
  int tier(long liveBytes) {
    return tier(liveBytes, floorBytes, growth());
  }

  /** 0 below {@code floor}, 1 from there, and one more for each further {@code growth} times it. */
  static int tier(long bytes, long floor, int growth) {
    int tier = 0;
    long reach = floor;
    while (bytes >= reach) {
      tier++;
      if (reach > Long.MAX_VALUE / growth) {
        break;
      }
      reach *= growth;
    }
    return tier;
  }

  private boolean full(long liveBytes) {
    return liveBytes > maxMergedBytes / 2;
  }

  /**
   * Most segments that are left when {@link #plan} has nothing to do and no merge runs.
   *
   * @param liveBytes live bytes of all segments together
   */
  public long segmentBound(long liveBytes) {
    long tiers = 1L + tier(Math.min(liveBytes, maxMergedBytes / 2));
    double full = 2.0 * liveBytes / maxMergedBytes;
    return segmentsPerTier * tiers + (long) Math.ceil(full);
  }

  /** Segments that hold nothing first, then full tiers from the smallest, then dead rows. */
  @Override
  public List<MergeSpec> plan(List<SegmentDescription> segments, Set<Long> merging) {
    List<SegmentDescription> free =
        new ArrayList<>(segments.stream().filter(s -> !merging.contains(s.number())).toList());
    List<MergeSpec> specs = new ArrayList<>(DeadRows.empty(free));
    free.removeIf(segment -> segment.liveRows() == 0);

    List<List<SegmentDescription>> tiers = tiers(free);
    for (int tier = 0; tier < tiers.size(); tier++) {
      List<SegmentDescription> members = tiers.get(tier);
      while (members.size() > segmentsPerTier) {
        List<SegmentDescription> group = cheapest(members, tier > 0);
        specs.add(MergeSpec.background(numbers(group), TIER));
        Set<SegmentDescription> gone = new HashSet<>(group);
        members.removeIf(gone::contains);
        free.removeIf(gone::contains);
      }
    }
    specs.addAll(DeadRows.share(segments, free, allowedDeletedShare));
    return List.copyOf(specs);
  }

  private List<List<SegmentDescription>> tiers(List<SegmentDescription> free) {
    List<List<SegmentDescription>> tiers = new ArrayList<>();
    for (SegmentDescription segment : free.stream().sorted(SMALLEST).toList()) {
      if (!full(segment.liveBytes())) {
        int tier = tier(segment.liveBytes());
        while (tiers.size() <= tier) {
          tiers.add(new ArrayList<>());
        }
        tiers.get(tier).add(segment);
      }
    }
    return tiers;
  }

  /**
   * The neighbours in size that lift most. There always is a group: of the smallest members growth
   * fit, or those that fit make a full segment, since none is larger than half of one.
   */
  private List<SegmentDescription> cheapest(List<SegmentDescription> members, boolean lift) {
    return new Neighbours(maxMergeAtOnce, maxMergedBytes, reclaimWeight)
        .cheapest(members, lift ? growth() : 2, this::full);
  }

  /**
   * As few segments as first-fit packing into {@code maxMergedBytes} finds, however many members a
   * merge then has; afterwards no two segments fit into one. Clean segments that fit with no other
   * are left alone.
   */
  @Override
  public List<MergeSpec> optimize(List<SegmentDescription> segments) {
    List<List<SegmentDescription>> bins = new ArrayList<>();
    List<Long> sizes = new ArrayList<>();
    for (SegmentDescription segment : segments.stream().sorted(SMALLEST.reversed()).toList()) {
      int bin = 0;
      while (bin < bins.size() && sizes.get(bin) > maxMergedBytes - segment.liveBytes()) {
        bin++;
      }
      if (bin == bins.size()) {
        bins.add(new ArrayList<>());
        sizes.add(0L);
      }
      bins.get(bin).add(segment);
      sizes.set(bin, sizes.get(bin) + segment.liveBytes());
    }
    return bins.stream()
        .filter(bin -> bin.size() > 1 || bin.getFirst().deadRows() > 0)
        .map(bin -> MergeSpec.requested(numbers(bin), OPTIMIZE))
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
