package io.iqdb.store.sim;

import io.iqdb.store.Directory;

/**
 * Recovers from a crash and throws where a promise is broken. It may go on working, with its own
 * starts and acknowledgements: at depth 2 it is crashed itself. Called by several threads at once.
 *
 * <p>What is right under a ledger has to be right when more operations had been started.
 */
@FunctionalInterface
public interface Verifier {
  /** Opens {@code recovered} and compares it with what {@code atCrash} says. */
  void verify(Directory recovered, Ledger atCrash) throws Exception;
}
