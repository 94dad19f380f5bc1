package io.iqdb.merging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.Doors;
import io.iqdb.Iqdb;
import io.iqdb.IqdbConfig;
import io.iqdb.OpenOptions;
import io.iqdb.error.WriterFailedException;
import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import io.iqdb.inspect.Examiner;
import io.iqdb.policy.NoMergePolicy;
import io.iqdb.store.Directory;
import io.iqdb.store.MemoryDirectory;
import io.iqdb.store.sim.ForwardingDirectory;
import io.iqdb.types.DistanceMetric;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import io.iqdb.write.Tuning;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What goes wrong behind the publication of a merge. */
class PublishedMergeTest {
  /** Runs out of memory when the next manifest is removed, which is behind a publication. */
  private static final class Exhausted extends ForwardingDirectory {
    boolean armed;

    Exhausted(Directory inner) {
      super(inner);
    }

    @Override
    public void delete(FileName name) throws IOException {
      if (armed && name.kind() == FileKind.MANIFEST) {
        armed = false;
        throw new OutOfMemoryError("behind the publication");
      }
      super.delete(name);
    }

    @Override
    public void close() {} // the files are for the next opener
  }

  @Test
  void anErrorBehindThePublicationEndsTheWriterAndLosesNothing() throws IOException {
    IqdbConfig config = IqdbConfig.of(2, DistanceMetric.EUCLIDEAN);
    OpenOptions options = OpenOptions.defaults().mergePolicy(new NoMergePolicy());
    try (MemoryDirectory memory = new MemoryDirectory()) {
      Exhausted disk = new Exhausted(memory);
      try (Iqdb db = Doors.open(disk, config, options, Tuning.defaults())) {
        for (int i = 0; i < 4; i++) {
          db.upsert(VectorId.of(i), Vector.of(i, 2));
          db.flush();
        }
        disk.armed = true;
        assertThrows(OutOfMemoryError.class, Doors.merge(db, Specs::everything)::join);
        assertThrows(WriterFailedException.class, () -> db.upsert(VectorId.of(9), Vector.of(1, 2)));
        assertEquals(4, db.size());
      }
      assertEquals(List.of(), new Examiner(memory, Examiner.LOGIC).run().findings());
      try (Iqdb db = Doors.open(new Exhausted(memory), options)) {
        assertEquals(4, db.size());
        assertEquals(1, db.info().segments().size());
        assertTrue(db.contains(VectorId.of(3)));
      }
    }
  }
}
