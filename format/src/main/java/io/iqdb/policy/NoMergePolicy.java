package io.iqdb.policy;

import java.util.List;
import java.util.Set;

/**
 * Merges nothing, not even on request: for loads that write once, and for the time of a bulk load,
 * after which another policy takes over. The number of segments grows with every flush, searches
 * visit each of them, and the space of dead rows is not given back. What {@code purge} must rewrite
 * it rewrites under this policy too.
 */
public record NoMergePolicy() implements MergePolicy {
  /** Without settings. */
  public NoMergePolicy {}

  @Override
  public List<MergeSpec> plan(List<SegmentDescription> segments, Set<Long> merging) {
    return List.of();
  }

  @Override
  public List<MergeSpec> optimize(List<SegmentDescription> segments) {
    return List.of();
  }

  @Override
  public List<MergeSpec> reclaim(List<SegmentDescription> segments) {
    return List.of();
  }
}
