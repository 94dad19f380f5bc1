package io.iqdb.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.iqdb.Doors;
import io.iqdb.Iqdb;
import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import io.iqdb.store.Directory;
import io.iqdb.store.Input;
import io.iqdb.store.sim.ForwardingDirectory;
import io.iqdb.store.sim.Ledger;
import io.iqdb.store.sim.SimDirectory;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A reader in another process sees a prefix, whatever the writer does while it opens. */
class ReaderBesideWriterTest {
  static List<Script.Body> meanwhile() {
    return List.of(
        db -> db.bulk(2, 3, 4, 5, 6).put(7),
        db -> db.bulk(2, 3, 4, 5, 6).delete(3).bulk(4, 6, 8, 9, 10).put(11),
        db -> db.put(2).flush().put(3),
        db -> db.delete(1).flush().bulk(1, 2, 3, 4),
        db -> db.put(2).reopen().put(3));
  }

  @ParameterizedTest
  @MethodSource("meanwhile")
  void readerThatMeetsAWriterSeesAllThatWasAcknowledgedOrAPrefix(Script.Body meanwhile)
      throws Exception {
    Setup setup = Setup.of(2);
    SimDirectory disk = SimDirectory.empty();
    History history = new History();
    try (Session writer = new Session(setup, disk, Ledger.of(disk), history)) {
      writer.put(1).flush().put(1);
      Directory slow = new Overtaken(disk, () -> meanwhile.run(writer));
      try (Iqdb reader = Doors.openReadOnly(slow, setup.options())) {
        State seen = PrefixVerifier.check(reader);
        int prefix = history.last();
        while (prefix > 2 && !seen.equals(history.state(prefix))) {
          prefix--;
        }
        assertEquals(history.state(prefix), seen);
      }
    }
  }

  /** The writer acts between the manifest and the log that the reader opens. */
  private static final class Overtaken extends ForwardingDirectory {
    private interface Action {
      void run() throws Exception;
    }

    private final Action action;
    private final AtomicBoolean due = new AtomicBoolean(true);

    Overtaken(Directory inner, Action action) {
      super(inner);
      this.action = action;
    }

    @Override
    public Input open(FileName name) throws IOException {
      if (name.kind() == FileKind.WAL && due.compareAndSet(true, false)) {
        try {
          action.run();
        } catch (Exception failure) {
          throw new IllegalStateException(failure);
        }
      }
      return super.open(name);
    }
  }
}
