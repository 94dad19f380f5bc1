package io.iqdb.store.sim;

import java.util.List;
import java.util.Locale;

/**
 * What a {@link CrashLab} did and found.
 *
 * @param model what the crashes could take away
 * @param operations of the workload, marks included
 * @param states distinct images at each depth, an image of several depths where it was met first
 * @param recoveries how often the verifier ran
 * @param boundedPrefixes how often the enumeration was cut by its bounds
 * @param nanos wall time of the enumeration
 * @param violationCount all of them
 * @param violations the first of them
 */
public record CrashReport(
    CrashModel model,
    int operations,
    List<Long> states,
    long recoveries,
    long boundedPrefixes,
    long nanos,
    long violationCount,
    List<Violation> violations) {
  /** Distinct crash states of all depths. */
  public long distinctStates() {
    return states.stream().mapToLong(Long::longValue).sum();
  }

  /** Whether no promise was broken. */
  public boolean isClean() {
    return violationCount == 0;
  }

  /** Fails with the first violations where there are any. */
  public CrashReport assertClean() {
    if (!isClean()) {
      AssertionError error = new AssertionError(toString());
      violations.forEach(violation -> error.addSuppressed(violation.cause()));
      throw error;
    }
    return this;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%s: %d operations, %d distinct crash states %s, %d recoveries, %.0f states/s, %d"
                + " bounded prefixes, %d violations",
            model,
            operations,
            distinctStates(),
            states,
            recoveries,
            distinctStates() * 1e9 / Math.max(1, nanos),
            boundedPrefixes,
            violationCount));
    violations.forEach(violation -> text.append('\n').append(violation));
    return text.toString();
  }
}
