package io.iqdb.crash;

import io.iqdb.policy.FsyncPolicy;
import io.iqdb.store.sim.Ledger;
import io.iqdb.store.sim.SimDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One workload for each call at which a process may be killed. The next process finds what the
 * operating system knew, of which nothing need be on disk, and goes on.
 */
final class KilledScripts {
  private KilledScripts() {}

  static List<Script> all() throws Exception {
    List<Script> all = new ArrayList<>();
    for (Setup setup : List.of(Setup.of(2), Setup.of(2).fsync(FsyncPolicy.NEVER))) {
      add("flushing", setup, db -> db.put(3).delete(1).flush().bulk(2, 4, 5, 6, 7).flush(), all);
      add("merging", setup, db -> db.put(3).delete(1).flush().delete(3).merge(), all);
    }
    return all;
  }

  /** One for each call of {@code operations}. */
  private static void add(String name, Setup setup, Script.Body operations, List<Script> all)
      throws Exception {
    AtomicBoolean killed = new AtomicBoolean(true);
    for (int calls = 0; killed.get(); calls++) {
      Script script = script(name, setup, operations, calls, killed);
      SimDirectory disk = SimDirectory.empty();
      script.workload(new History()).run(disk, Ledger.of(disk));
      all.add(script);
    }
  }

  private static Script script(
      String name, Setup setup, Script.Body operations, int calls, AtomicBoolean killed) {
    boolean synced = setup.acknowledgesAtOnce();
    return new Script(
        name + ", killed after " + calls + " calls, " + (synced ? "synced" : "never synced"),
        setup,
        db -> {
          db.put(1).put(2).flush();
          killed.set(
              db.killedWithin(
                  calls,
                  () -> {
                    try {
                      operations.run(db);
                    } catch (Exception failure) {
                      throw new IllegalStateException(failure);
                    }
                  }));
          db.put(8);
        });
  }
}
