package io.iqdb.crash;

import io.iqdb.store.sim.CrashLab;
import io.iqdb.store.sim.CrashModel;
import io.iqdb.store.sim.Workload;
import java.util.function.UnaryOperator;

/**
 * A named workload of the engine. Runs anywhere; its lab crashes it everywhere.
 *
 * @param name of it, for reports
 * @param setup of the database
 * @param body what is done between opening and closing
 */
record Script(String name, Setup setup, Body body) {
  /** What a script does. */
  interface Body {
    void run(Session session) throws Exception;
  }

  /** Crashes it, with two threads that verify. */
  CrashLab lab(CrashModel model) {
    return lab(model, workload -> workload);
  }

  /** The same where something about the run is changed. */
  CrashLab lab(CrashModel model, UnaryOperator<Workload> change) {
    History history = new History();
    return CrashLab.of(change.apply(workload(history)), new PrefixVerifier(setup, history)::verify)
        .model(model)
        .threads(2);
  }

  /** Runs it once, into {@code history}. */
  Workload workload(History history) {
    return (directory, ledger) -> {
      history.clear();
      try (Session session = new Session(setup, directory, ledger, history)) {
        body.run(session);
      }
    };
  }
}
