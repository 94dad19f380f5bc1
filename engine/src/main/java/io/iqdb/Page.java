package io.iqdb;

import io.iqdb.types.VectorRecord;
import java.util.List;

/**
 * Some records of a snapshot, one behind the other in its order.
 *
 * @param records at most as many as were asked for
 * @param next where the next page begins, for {@link Snapshot#page(String, int)} of this snapshot
 *     or any later one: short, printable, and without meaning for anybody else
 * @param more whether this snapshot has more records behind these
 */
public record Page(List<VectorRecord> records, String next, boolean more) {
  /** Keeps an unmodifiable copy. */
  public Page {
    records = List.copyOf(records);
  }
}
