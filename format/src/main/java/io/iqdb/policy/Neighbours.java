package io.iqdb.policy;

import java.util.List;
import java.util.function.LongPredicate;

/**
 * Finds the group of neighbours in a list whose merge does most for the bytes it writes.
 *
 * <p>A byte has climbed as far as its segment has grown, so a merge lifts each byte by the
 * logarithm of the size of the result over the size of the segment it was in. The mean of that over
 * all bytes written is the entropy of the sizes: the logarithm of the number of members where all
 * are equal, next to nothing where a large segment is written again for the sake of small ones. The
 * cost of a group is the reciprocal.
 *
 * @param most members of a group at most
 * @param maxBytes live bytes of a group at most
 * @param reclaimWeight the cost is multiplied by the live share of the group to this power
 */
record Neighbours(int most, long maxBytes, double reclaimWeight) {

  /**
   * The cheapest group of at least 2, the first of several; empty where no two neighbours fit.
   *
   * @param least members of a group at least, unless
   * @param enough says that its live bytes are enough
   */
  List<SegmentDescription> cheapest(
      List<SegmentDescription> list, int least, LongPredicate enough) {
    List<SegmentDescription> best = List.of();
    double lowest = Double.POSITIVE_INFINITY;
    for (int from = 0; from + 1 < list.size(); from++) {
      long live = 0;
      for (int to = from; to < list.size() && to - from < most; to++) {
        live += list.get(to).liveBytes();
        if (live > maxBytes) {
          break;
        }
        int members = to - from + 1;
        if (members >= 2 && (members >= least || enough.test(live))) {
          List<SegmentDescription> group = list.subList(from, to + 1);
          double cost = cost(group);
          if (cost < lowest) {
            lowest = cost;
            best = group;
          }
        }
      }
    }
    return List.copyOf(best);
  }

  /** Of a group of at least 2. */
  double cost(List<SegmentDescription> group) {
    double live = 0;
    double bytes = 0;
    for (SegmentDescription segment : group) {
      live += size(segment);
      bytes += Math.max(1, segment.bytes());
    }
    double lift = 0;
    for (SegmentDescription segment : group) {
      double part = size(segment) / live;
      lift -= part * StrictMath.log(part);
    }
    return StrictMath.pow(live / bytes, reclaimWeight) / lift;
  }

  /** At least 1, so that there is some lift in every group. */
  private static double size(SegmentDescription segment) {
    return Math.max(1, segment.liveBytes());
  }
}
