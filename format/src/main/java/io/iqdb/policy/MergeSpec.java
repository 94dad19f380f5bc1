package io.iqdb.policy;

import io.iqdb.error.Require;
import java.util.HashSet;
import java.util.List;

/**
 * One merge to run: several segments become one, without the rows that are dead. A spec of a single
 * segment rewrites it to reclaim the space of its dead rows. Where no row is alive, the segments go
 * and no new one is written.
 *
 * @param segments numbers of the segments, at least one, none twice
 * @param rule why: a few stable words, shown in the history of merges; 1 to 64 characters
 * @param background whether this is upkeep, which gives way to searches and to merges that a caller
 *     asked for and waits for
 */
public record MergeSpec(List<Long> segments, String rule, boolean background) {
  /** Longest {@link #rule}, in characters. */
  public static final int MAX_RULE_CHARACTERS = 64;

  /** Copies the list and checks it. */
  public MergeSpec {
    segments = List.copyOf(segments);
    Require.argument(!segments.isEmpty(), "a merge of no segments");
    Require.argument(
        new HashSet<>(segments).size() == segments.size(), "segment twice in %s", segments);
    Require.argument(
        !rule.isBlank() && rule.length() <= MAX_RULE_CHARACTERS,
        "rule of %d characters is blank or longer than %d",
        rule.length(),
        MAX_RULE_CHARACTERS);
  }

  /** Upkeep. */
  public static MergeSpec background(List<Long> segments, String rule) {
    return new MergeSpec(segments, rule, true);
  }

  /** A merge that a caller asked for. */
  public static MergeSpec requested(List<Long> segments, String rule) {
    return new MergeSpec(segments, rule, false);
  }

  /** Whether one segment is rewritten by itself. */
  public boolean isRewrite() {
    return segments.size() == 1;
  }
}
