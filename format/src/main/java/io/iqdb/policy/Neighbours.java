package io.iqdb.policy;

import java.util.List;
import java.util.function.LongPredicate;

/**
 * Finds the group of neighbours in a list whose merge costs least: live bytes written for each
 * segment that goes away.
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
      live += segment.liveBytes();
      bytes += segment.bytes();
    }
    return live * (bytes == 0 ? 1 : Math.pow(live / bytes, reclaimWeight)) / (group.size() - 1);
  }
}
