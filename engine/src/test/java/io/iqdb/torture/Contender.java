package io.iqdb.torture;

import io.iqdb.Iqdb;
import io.iqdb.WriteBatch;
import io.iqdb.error.DatabaseLockedException;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import java.nio.file.Path;

/**
 * Opens a database again and again, against others who do the same, and counts on in its bookmark.
 */
public final class Contender {
  private Contender() {}

  /** Directory and turns; prints how often it was refused. */
  public static void main(String[] arguments) {
    Path path = Path.of(arguments[0]);
    int turns = Integer.parseInt(arguments[1]);
    int refused = 0;
    for (int done = 0; done < turns; ) {
      try (Iqdb db = Iqdb.open(path, Owner.CONFIG)) {
        count(db);
        done++;
      } catch (DatabaseLockedException other) {
        refused++;
        Thread.onSpinWait();
      }
    }
    System.out.println(refused);
  }

  private static void count(Iqdb db) {
    long count = Math.max(0, Marks.stored(db, 0, Marks.BATCH));
    if (db.size() != count || db.get(VectorId.of(count)).isPresent()) {
      throw new AssertionError(db.size() + " records after " + count + " turns");
    }
    db.write(
        WriteBatch.builder()
            .upsert(VectorId.of(count), Vector.of((float) count, 0))
            .bookmark(Marks.bookmark(0, Marks.BATCH, count + 1))
            .build());
  }
}
