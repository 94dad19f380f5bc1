package io.iqdb.interleaving;

import java.util.function.BooleanSupplier;

/**
 * Something that may happen next.
 *
 * @param name for traces and figures
 * @param weight how often it is chosen, beside the others
 * @param possible whether it can happen now
 * @param action does it; says what came of it
 */
record Move(String name, int weight, BooleanSupplier possible, Action action) {
  /** What happens. */
  interface Action {
    String run() throws Exception;
  }
}
