package io.iqdb.torture;

import io.iqdb.BulkOptions;
import io.iqdb.Iqdb;
import io.iqdb.IqdbConfig;
import io.iqdb.types.DistanceMetric;
import io.iqdb.types.VectorRecord;
import java.nio.file.Path;
import java.util.stream.IntStream;

/**
 * Loads the same records in the same order, from where the bookmark says that a victim before got.
 * Whatever it did not expect ends it with status 1.
 */
public final class ImportVictim {
  /** Records of the whole import. */
  static final int COUNT = 50_000;

  /** Of the database. */
  static final IqdbConfig CONFIG = IqdbConfig.of(32, DistanceMetric.EUCLIDEAN);

  private ImportVictim() {}

  /** Directory, and bytes of a chunk. */
  public static void main(String[] arguments) {
    Event.Sink events = Event.Sink.standardOutput();
    events.send(Event.Kind.OPENING, 0);
    long begun = System.nanoTime();
    try (Iqdb db = Iqdb.open(Path.of(arguments[0]), CONFIG)) {
      events.send(Event.Kind.OPENED, System.nanoTime() - begun);
      events.send(Event.Kind.CUT, db.recovery().bytesCut());
      long position = position(db);
      if (db.size() != position) {
        throw new AssertionError(db.size() + " records where the bookmark says " + position);
      }
      events.send(Event.Kind.MARK, position);
      events.send(Event.Kind.READY, 0);
      BulkOptions how =
          BulkOptions.defaults()
              .chunkBytes(Long.parseLong(arguments[1]))
              .bookmark(read -> Marks.bookmark(0, Marks.BULK, position + read))
              .progress(read -> events.send(Event.Kind.PROGRESS, position + read));
      db.upsertAll(source((int) position), how);
    }
    events.send(Event.Kind.DONE, 0);
  }

  /** How many records are in, as the bookmark says. */
  static long position(Iqdb db) {
    return Math.max(0, Marks.stored(db, 0, Marks.BULK));
  }

  /** The records from {@code position} on. */
  static Iterable<VectorRecord> source(int position) {
    Records records = new Records(CONFIG.dimension());
    return () ->
        IntStream.range(position, COUNT)
            .mapToObj(i -> records.of(new Records.Place(0, i), i))
            .iterator();
  }
}
