package io.iqdb.torture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertIterableEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.Iqdb;
import io.iqdb.types.Query;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 in the middle of an import that keeps its position in a bookmark. */
@DisabledOnOs(OS.WINDOWS)
final class ImportTortureTest {
  private static final int LONGEST_MILLIS = 200;

  @TempDir Path folder;
  private final Figures figures = new Figures();
  private final SplittableRandom random =
      new SplittableRandom(Long.getLong("torture.seed", 20261121));
  private long acknowledged;

  @Test
  void killedImportGoesOnFromItsBookmarkAndEndsAsIfItWereNeverKilled() throws Exception {
    importInto(folder.resolve("database"), 4);
    figures.report("r7-import");
  }

  @Test
  @Tag("slow")
  @Tag("torture")
  void importsKilledManyTimesEndAsIfTheyWereNeverKilled() throws Exception {
    for (int i = 0; figures.kills() < 40; i++) {
      importInto(folder.resolve("database-" + i), 12);
    }
    figures.report("r7-import-long");
  }

  /** Imports everything, killed at most {@code kills} times on the way. */
  private void importInto(Path database, int kills) throws Exception {
    acknowledged = 0;
    for (int left = kills; !attempt(database, left > 0); left--) {
      figures.killedAtWork(false);
    }
    try (Iqdb uninterrupted = Iqdb.inMemory(ImportVictim.CONFIG);
        Iqdb db = Iqdb.open(database)) {
      uninterrupted.upsertAll(ImportVictim.source(0));
      assertEquals(ImportVictim.COUNT, ImportVictim.position(db));
      assertEquals(ImportVictim.COUNT, db.size());
      List<VectorRecord> found = records(db);
      assertIterableEquals(ImportVictim.source(0), found);
      assertEquals(records(uninterrupted), found);
      Records records = new Records(ImportVictim.CONFIG.dimension());
      for (int i = 0; i < 20; i++) {
        Vector vector = records.vector(random);
        assertEquals(uninterrupted.search(Query.of(vector, 50)), db.search(Query.of(vector, 50)));
      }
    }
    StateCheck.requireUndamaged(database);
    try (var files = Files.list(database)) {
      assertTrue(
          files.noneMatch(file -> file.getFileName().toString().startsWith("tmp-")),
          "a temporary file was left");
    }
    figures.allVerified();
  }

  private static List<VectorRecord> records(Iqdb db) {
    List<VectorRecord> all = new ArrayList<>();
    db.forEach(all::add);
    return all;
  }

  /** Returns whether the import came to its end. */
  private boolean attempt(Path database, boolean kill) throws IOException, InterruptedException {
    int chunk = random.nextInt(3) == 0 ? 5 << 20 : 1 << 20;
    Event.Kind mark = random.nextBoolean() ? Event.Kind.READY : Event.Kind.PROGRESS;
    int millis = random.nextInt(LONGEST_MILLIS);
    boolean done = false;
    boolean doomed = !kill;
    try (JavaProcess victim = JavaProcess.start(folder, ImportVictim.class, database, chunk)) {
      for (Optional<Event> next = Event.read(victim.output());
          next.isPresent();
          next = Event.read(victim.output())) {
        Event event = next.get();
        if (event.kind() == mark && !doomed) {
          doomed = true;
          CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS).execute(victim::kill);
        }
        switch (event.kind()) {
          case OPENED -> figures.opened(event.value());
          case CUT -> figures.cut(event.value());
          case MARK ->
              assertTrue(
                  event.value() >= acknowledged,
                  event.value() + " records are left of " + acknowledged);
          case PROGRESS -> {
            acknowledged = event.value();
            figures.acknowledged();
          }
          case DONE -> done = true;
          default -> {}
        }
      }
      int status = victim.waitFor();
      assertTrue(
          status == JavaProcess.KILLED || (status == 0 && done),
          () -> "status " + status + ": " + errors(victim));
    }
    return done;
  }

  private static String errors(JavaProcess victim) {
    try {
      return victim.errors();
    } catch (IOException e) {
      return e.toString();
    }
  }
}
