package io.iqdb;

import io.iqdb.error.IqdbException;
import java.util.List;
import java.util.Optional;

/**
 * Whether an open database works as it should.
 *
 * @param writable whether writes are accepted: false after a failed sync or write, until the
 *     database is opened anew, and for read-only openers
 * @param problems one line for each thing that is wrong; empty where all is well
 * @param mergingStopped why nothing is merged in the background any more, where that is so: the
 *     last of three failures in a row. {@link Merges#resume} goes on, and so does a merge that was
 *     asked for and comes about
 */
public record Health(
    boolean writable, List<String> problems, Optional<IqdbException> mergingStopped) {
  /** Keeps an unmodifiable copy. */
  public Health {
    problems = List.copyOf(problems);
  }

  /** Whether nothing is wrong. */
  public boolean isWell() {
    return problems.isEmpty();
  }
}
