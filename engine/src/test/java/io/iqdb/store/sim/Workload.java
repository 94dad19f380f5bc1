package io.iqdb.store.sim;

import io.iqdb.store.Directory;

/**
 * What is done to a disk while it may crash. Every run has to do the same; what it opened is closed
 * when it returns, threads included.
 */
@FunctionalInterface
public interface Workload {
  /**
   * Begins with an empty directory unless {@link CrashLab#from} says otherwise. The directory is a
   * {@link SimDirectory}, so faults may be injected.
   */
  void run(Directory directory, Ledger ledger) throws Exception;
}
