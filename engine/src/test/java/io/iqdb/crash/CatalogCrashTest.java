package io.iqdb.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.Catalog;
import io.iqdb.CatalogOptions;
import io.iqdb.CollectionInfo;
import io.iqdb.Doors;
import io.iqdb.Iqdb;
import io.iqdb.OpenCollection;
import io.iqdb.error.IqdbException;
import io.iqdb.error.WriterFailedException;
import io.iqdb.format.CollectionName;
import io.iqdb.store.Directory;
import io.iqdb.store.sim.CheckedDirectory;
import io.iqdb.store.sim.CrashLab;
import io.iqdb.store.sim.CrashModel;
import io.iqdb.store.sim.CrashReport;
import io.iqdb.store.sim.Fault;
import io.iqdb.store.sim.Fault.Errno;
import io.iqdb.store.sim.FaultPlan;
import io.iqdb.store.sim.ForwardingDirectory;
import io.iqdb.store.sim.Ledger;
import io.iqdb.store.sim.SimDirectory;
import io.iqdb.store.sim.SyncMutations;
import io.iqdb.store.sim.Workload;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * R1, R4, R5 of catalogs: after a crash the collections are those after some prefix of what was
 * done, with all that was promised, each of them whole; nothing else is left in the directory.
 */
class CatalogCrashTest {
  private static final Setup SETUP = Setup.of(2).reserve(512);

  /** What one step does to a catalog, and to the records of each collection by name. */
  private interface Step {
    void run(Catalog catalog);
  }

  private record Steps(List<Step> steps, List<Map<String, Long>> states) {
    static Steps begin() {
      List<Map<String, Long>> states = new ArrayList<>();
      states.add(Map.of());
      return new Steps(new ArrayList<>(), states);
    }

    Map<String, Long> last() {
      return new TreeMap<>(states.getLast());
    }

    Steps add(Map<String, Long> after, Step step) {
      steps.add(step);
      states.add(after);
      return this;
    }

    Steps create(String name) {
      Map<String, Long> after = last();
      after.put(name, 0L);
      return add(after, catalog -> catalog.create(name, SETUP.config(), SETUP.options()).close());
    }

    Steps put(String name) {
      Map<String, Long> after = last();
      long id = after.merge(name, 1L, Long::sum);
      return add(
          after,
          catalog -> {
            try (OpenCollection collection = catalog.open(name)) {
              collection.database().upsert(VectorId.of(id), Vector.of((float) id, 0));
            }
          });
    }

    Steps rename(String from, String to) {
      Map<String, Long> after = last();
      after.put(to, after.get(from));
      after.remove(from);
      return add(after, catalog -> catalog.rename(from, to));
    }

    Steps drop(String name) {
      Map<String, Long> after = last();
      after.remove(name);
      return add(after, catalog -> catalog.drop(name));
    }
  }

  private static final Steps STEPS =
      Steps.begin()
          .create("a")
          .put("a")
          .create("b")
          .rename("a", "c")
          .put("c")
          .drop("b")
          .create("a")
          .drop("c")
          .put("a");

  private static Catalog open(Directory directory, long seed) {
    // one open at a time: every change of collection closes one
    CatalogOptions options = CatalogOptions.defaults().mostOpen(1).collections(SETUP.options());
    return Doors.openCatalog(directory, options, SETUP.tuning(seed));
  }

  private static final Workload WORKLOAD =
      (directory, ledger) -> {
        Catalog catalog = open(directory, 1);
        try {
          for (int i = 0; i < STEPS.steps().size(); i++) {
            if (i == 5) {
              catalog.close();
              catalog = open(directory, 2);
            }
            ledger.start(i + 1);
            STEPS.steps().get(i).run(catalog);
            ledger.ack(i + 1);
          }
        } finally {
          catalog.close();
        }
      };

  private static Map<String, Long> state(Catalog catalog) {
    Map<String, Long> found = new TreeMap<>();
    for (CollectionInfo collection : catalog.list()) {
      try (OpenCollection open = catalog.open(collection.name())) {
        Iqdb db = open.database();
        for (long id = 1; id <= db.size(); id++) {
          assertTrue(db.get(VectorId.of(id)).isPresent(), "a record of " + collection);
        }
        found.put(collection.name(), db.size());
      }
    }
    return found;
  }

  private static void verify(Directory recovered, Ledger ledger) throws IOException {
    try (Catalog catalog = open(recovered, 7)) {
      Map<String, Long> found = state(catalog);
      assertEquals(found.size(), recovered.children().size(), "directories that nobody names");
      boolean again = found.remove("new") != null; // an earlier recovery went on that far
      int low = (int) ledger.lastAcked(0);
      int high = (int) ledger.lastStarted(0);
      assertTrue(
          STEPS.states().subList(low, high + 1).contains(found),
          () -> "found " + found + ", not between " + STEPS.states().subList(low, high + 1));
      if (!again) {
        catalog.create("new", SETUP.config()).close();
      }
    }
    try (Catalog catalog = open(recovered, 8)) {
      assertTrue(state(catalog).containsKey("new"));
    }
  }

  private static CrashLab lab(Workload workload, CrashModel model) {
    return CrashLab.of(workload, CatalogCrashTest::verify).model(model).threads(2);
  }

  @ParameterizedTest
  @EnumSource(CrashModel.class)
  void everyCrashLeavesAPrefixOfWhatWasDone(CrashModel model) throws Exception {
    CrashReport report = lab(WORKLOAD, model).run();
    System.out.println("catalog: " + report);
    report.assertClean();
    assertTrue(report.distinctStates() > 100, report::toString);
  }

  @Test
  void crashesInRecoveryLoseNothing() throws Exception {
    CrashReport report = lab(WORKLOAD, CrashModel.ORDERED).depth(2, 16).run();
    System.out.println("catalog: " + report);
    report.assertClean();
  }

  /** R4, as far as the directory of the catalog itself goes. */
  @Test
  void everySyncOfTheCatalogIsNeeded() throws Exception {
    SyncMutations.Report report =
        SyncMutations.run(
            lab(WORKLOAD, CrashModel.WEAK), point -> point.group().contains("catalog"));
    System.out.println("catalog: " + report);
    assertTrue(
        report.killed().stream().anyMatch(label -> label.startsWith("sync tmp->catalog")),
        report::toString);
    assertTrue(
        report.killed().stream().anyMatch(label -> label.startsWith("syncNames")),
        report::toString);
  }

  @Test
  void collectionThatIsNamedBeforeItsDirectoryIsSyncedIsFound() throws Exception {
    Workload careless =
        (directory, ledger) ->
            WORKLOAD.run(
                new ForwardingDirectory(directory) {
                  @Override
                  public Directory createChild(CollectionName name) throws IOException {
                    return new ForwardingDirectory(super.createChild(name)) {
                      @Override
                      public void syncNames() {
                        // acknowledged, not done
                      }
                    };
                  }
                },
                ledger);
    assertFalse(lab(careless, CrashModel.WEAK).untilFirstViolation().run().isClean());
  }

  /** Drops delete only what the catalog no longer names. */
  @Test
  void filesThatGoBeforeTheCatalogSaysSoAreFound() throws Exception {
    Workload careless =
        (directory, ledger) -> {
          ForwardingDirectory eager =
              new ForwardingDirectory(directory) {
                private boolean skipped;

                @Override
                public Directory openChild(CollectionName name) throws IOException {
                  skipped = false;
                  return super.openChild(name);
                }

                @Override
                public void syncNames() throws IOException {
                  if (list().stream().anyMatch(file -> file.number() >= 5) && !skipped) {
                    skipped = true; // the publication of the drop is not durable when files go
                  } else {
                    super.syncNames();
                  }
                }
              };
          WORKLOAD.run(eager, ledger);
        };
    assertFalse(lab(careless, CrashModel.WEAK).untilFirstViolation().run().isClean());
  }

  /** R5: an error at any call of the disk; what was done before is there when it is well again. */
  @ParameterizedTest
  @EnumSource(
      value = Errno.class,
      names = {"EIO", "ENOSPC"})
  void anErrorAtAnyCallLosesNothing(Errno errno) throws Exception {
    int points = 0;
    for (int nth = 1; ; nth++) {
      SimDirectory disk = SimDirectory.empty();
      FaultPlan plan = FaultPlan.once(FaultPlan.mutations(), nth, Fault.fail(errno));
      disk.inject(plan);
      int done = runUntilFailure(disk);
      disk.inject(FaultPlan.none());
      try (Catalog catalog = open(disk, 9)) {
        Map<String, Long> found = state(catalog);
        int most = Math.min(done + 1, STEPS.states().size() - 1);
        assertTrue(
            STEPS.states().subList(done, most + 1).contains(found),
            errno + " at call " + nth + ": found " + found + " after " + done + " steps");
        assertEquals(found.size(), disk.children().size(), errno + " at call " + nth);
      }
      if (plan.fired() == 0) {
        break;
      }
      points++;
    }
    System.out.println("catalog R5 " + errno + ": " + points + " points");
    assertTrue(points > 50, points + " points");
  }

  /** Returns how many steps were promised. */
  private static int runUntilFailure(SimDirectory disk) {
    int done = 0;
    try (Catalog catalog = open(CheckedDirectory.of(disk), 1)) {
      for (Step step : STEPS.steps()) {
        step.run(catalog);
        done++;
      }
    } catch (WriterFailedException again) {
      throw new AssertionError("the first failure was told as another", again);
    } catch (IqdbException typed) {
      return done;
    }
    return done;
  }
}
