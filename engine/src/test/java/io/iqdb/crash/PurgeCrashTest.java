package io.iqdb.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.Doors;
import io.iqdb.Iqdb;
import io.iqdb.format.FileName;
import io.iqdb.store.Directory;
import io.iqdb.store.Input;
import io.iqdb.store.sim.CrashLab;
import io.iqdb.store.sim.CrashModel;
import io.iqdb.store.sim.CrashReport;
import io.iqdb.store.sim.ForwardingDirectory;
import io.iqdb.store.sim.Ledger;
import io.iqdb.store.sim.SimDirectory;
import io.iqdb.store.sim.Workload;
import io.iqdb.types.Metadata;
import io.iqdb.types.Value;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Ruling 10: once a purge has returned, no crash brings a record back, nor a byte of its vector,
 * metadata or id, in whatever file. Before that it is a deletion like any other.
 */
class PurgeCrashTest {
  private static final Setup SETUP = Setup.of(2).reserve(512);
  private static final VectorId NAME = VectorId.of("someone@example.org".getBytes(UTF_8));

  /** In the ledger: the writes before the purge as one, and the purge. */
  private static final long WRITES = 1;

  private static final long PURGE = 2;

  private static VectorRecord secret(int version) {
    return VectorRecord.of(
        NAME,
        Vector.of(12345.678f, version),
        Metadata.of("text", Value.of("a secret of version " + version)));
  }

  private static VectorRecord open(long id) {
    return VectorRecord.of(VectorId.of(id), Vector.of((float) id, 1));
  }

  /** What none of the files may hold. */
  private static final List<byte[]> TRACES =
      List.of(
          "a secret of".getBytes(UTF_8),
          "someone@".getBytes(UTF_8),
          ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(12345.678f).array());

  private static final Workload WORKLOAD =
      (directory, ledger) -> {
        try (Iqdb db = Doors.open(directory, SETUP.config(), SETUP.options(), SETUP.tuning(1))) {
          ledger.start(WRITES);
          db.upsert(secret(1));
          db.upsert(open(1));
          db.flush();
          db.upsert(open(2));
          db.upsert(secret(2));
          db.flush();
          db.upsert(secret(3));
          db.upsert(open(3));
          ledger.ack(WRITES);
          ledger.start(PURGE);
          db.purge(List.of(NAME));
          ledger.ack(PURGE);
          db.upsert(open(4));
          db.delete(VectorId.of(1));
          db.flush();
        }
      };

  /** The files that hold a trace. */
  private static List<String> traces(Directory directory) throws IOException {
    List<String> found = new ArrayList<>();
    for (FileName name : directory.list()) {
      try (Input input = directory.open(name)) {
        ByteBuffer bytes = ByteBuffer.allocate((int) input.length());
        input.read(0, bytes);
        String hex = HexFormat.of().formatHex(bytes.array());
        for (byte[] trace : TRACES) {
          if (hex.contains(HexFormat.of().formatHex(trace))) {
            found.add(name.toString());
          }
        }
      }
    }
    return found;
  }

  private static void verify(Directory recovered, Ledger ledger) throws IOException {
    boolean purged = ledger.isAcked(PURGE);
    if (purged) {
      assertEquals(List.of(), traces(recovered), "as the crash left it");
    }
    try (Iqdb db = Doors.open(recovered, SETUP.config(), SETUP.options(), SETUP.tuning(7))) {
      assertFalse(purged && db.contains(NAME), "it is back");
      if (ledger.isAcked(WRITES)) {
        assertTrue(purged || ledger.isStarted(PURGE) || db.contains(NAME), "it went too early");
        assertTrue(db.contains(VectorId.of(2)) && db.contains(VectorId.of(3)), "others went");
      }
      db.upsert(open(9));
    }
    if (purged) {
      assertEquals(List.of(), traces(recovered), "after recovery");
    }
  }

  private static CrashReport run(Workload workload, CrashModel model) throws Exception {
    return CrashLab.of(workload, PurgeCrashTest::verify).model(model).threads(2).run();
  }

  @ParameterizedTest
  @EnumSource(CrashModel.class)
  void noCrashBringsBackWhatWasPurged(CrashModel model) throws Exception {
    CrashReport report = run(WORKLOAD, model);
    System.out.println("purge: " + report);
    report.assertClean();
    assertTrue(report.distinctStates() > 50, report::toString);
  }

  /** Leaves out one sync of names, and counts those before the purge is acknowledged. */
  private static final class Careless extends ForwardingDirectory {
    private final Ledger ledger;
    private final int leftOut;
    private int syncs;

    Careless(Directory inner, Ledger ledger, int leftOut) {
      super(inner);
      this.ledger = ledger;
      this.leftOut = leftOut;
    }

    @Override
    public synchronized void syncNames() throws IOException {
      syncs += ledger.isAcked(PURGE) ? 0 : 1;
      if (syncs != leftOut) {
        super.syncNames();
      }
    }
  }

  /** The files are removed, but nobody makes that durable before the purge returns. */
  @Test
  void purgeWhoseRemovalsAreNotSyncedIsFound() throws Exception {
    SimDirectory disk = SimDirectory.empty();
    Ledger ledger = Ledger.of(disk);
    Careless counting = new Careless(disk, ledger, -1);
    WORKLOAD.run(counting, ledger);
    int last = counting.syncs;
    CrashReport report =
        run(
            (directory, marks) -> WORKLOAD.run(new Careless(directory, marks, last), marks),
            CrashModel.WEAK);
    assertFalse(report.isClean(), "a purge was promised whose files may come back");
  }
}
