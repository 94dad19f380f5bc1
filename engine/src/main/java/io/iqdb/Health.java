package io.iqdb;

import java.util.List;

/**
 * Whether an open database works as it should.
 *
 * @param writable whether writes are accepted: false after a failed sync or write, until the
 *     database is opened anew, and for read-only openers
 * @param problems one line for each thing that is wrong; empty where all is well
 */
public record Health(boolean writable, List<String> problems) {
  /** Keeps an unmodifiable copy. */
  public Health {
    problems = List.copyOf(problems);
  }

  /** Whether nothing is wrong. */
  public boolean isWell() {
    return problems.isEmpty();
  }
}
