package io.iqdb.crash;

import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;

/** One change of a {@link State}. */
sealed interface Edit {
  /** Adds or replaces. */
  record Put(VectorRecord put) implements Edit {}

  /** Deletes, if it is there. */
  record Remove(VectorId id) implements Edit {}

  /** Sets a bookmark. */
  record Mark(String name, String value) implements Edit {}
}
