package io.iqdb.torture;

import static io.iqdb.torture.OpenAttempt.OPENED;
import static io.iqdb.torture.Owner.DONE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.Iqdb;
import io.iqdb.OpenOptions;
import io.iqdb.error.DatabaseLockedException;
import io.iqdb.error.WriterFailedException;
import io.iqdb.types.VectorId;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** One writer, whoever opens and whatever happens to the lock (R24). */
@DisabledOnOs(OS.WINDOWS)
final class LockTest {
  @TempDir Path folder;
  private Path path = Path.of("");

  @BeforeEach
  void createDatabase() {
    path = folder.resolve("database");
    Iqdb.create(path, Owner.CONFIG, OpenOptions.defaults()).close();
  }

  private JavaProcess owner() throws IOException {
    JavaProcess owner = JavaProcess.start(folder, Owner.class, path);
    assertEquals(DONE, owner.readLine());
    return owner;
  }

  private String fromAnotherProcess() throws IOException {
    try (JavaProcess other = JavaProcess.start(folder, Owner.class, path)) {
      String answer = other.readLine();
      return answer.equals(DONE) ? OPENED : answer;
    }
  }

  private static void assertRefusal(String message, long pid) {
    assertTrue(message.startsWith(DatabaseLockedException.class.getName()), message);
    assertTrue(message.contains("process " + pid + " on host "), message);
    assertTrue(message.contains(", since "), message);
  }

  private void assertHolds(int... numbers) {
    try (Iqdb db = Iqdb.open(path)) {
      for (int number : numbers) {
        assertTrue(db.get(VectorId.of(number)).isPresent(), number + " is missing");
      }
      StateCheck.contents(db, new Records(2), 1);
    }
    StateCheck.requireUndamaged(path);
  }

  @Test
  void secondOpenerInThisProcessLearnsWhoHasIt() throws Exception {
    try (Iqdb db = Iqdb.open(path)) {
      DatabaseLockedException refused =
          assertThrows(DatabaseLockedException.class, () -> Iqdb.open(path));
      assertRefusal(refused.toString(), ProcessHandle.current().pid());
      Owner.put(db, 1);
      assertNotEquals(OPENED, fromAnotherProcess(), "the refused opener gave up the lock");
      Owner.put(db, 2);
    }
    assertHolds(1, 2);
  }

  @Test
  void openerInAnotherClassLoaderIsRefused() throws Exception {
    try (URLClassLoader loader =
        new URLClassLoader(JavaProcess.classPathUrls().toArray(URL[]::new), null)) {
      Class<?> stranger = loader.loadClass(OpenAttempt.class.getName());
      assertNotEquals(OpenAttempt.class, stranger);
      Callable<?> attempt = (Callable<?>) stranger.getConstructor(Path.class).newInstance(path);
      try (Iqdb db = Iqdb.open(path)) {
        assertRefusal((String) attempt.call(), ProcessHandle.current().pid());
        Owner.put(db, 1);
        assertNotEquals(OPENED, fromAnotherProcess(), "the refused opener gave up the lock");
        Owner.put(db, 2);
      }
      assertEquals(OPENED, attempt.call());
    }
    assertHolds(1, 2);
  }

  @Test
  void processesLearnWhoHasItFromEachOther() throws Exception {
    try (JavaProcess owner = owner()) {
      DatabaseLockedException refused =
          assertThrows(DatabaseLockedException.class, () -> Iqdb.open(path));
      assertRefusal(refused.toString(), owner.pid());
      assertEquals(DONE, owner.ask("1"));
      assertEquals(DONE, owner.ask("close"));
      try (Iqdb db = Iqdb.open(path)) {
        assertRefusal(fromAnotherProcess(), ProcessHandle.current().pid());
        Owner.put(db, 2);
      }
    }
    assertHolds(1, 2);
  }

  @Test
  void stoppedOwnerKeepsItAndGoesOnWhenItContinues() throws Exception {
    try (JavaProcess owner = owner()) {
      assertEquals(DONE, owner.ask("1"));
      owner.signal("STOP");
      DatabaseLockedException refused =
          assertThrows(DatabaseLockedException.class, () -> Iqdb.open(path));
      assertRefusal(refused.toString(), owner.pid());
      assertNotEquals(OPENED, fromAnotherProcess());
      owner.signal("CONT");
      assertEquals(DONE, owner.ask("2"));
      assertEquals(DONE, owner.ask("flush"));
      assertEquals(DONE, owner.ask("3"));
      assertEquals(DONE, owner.ask("close"));
    }
    assertHolds(1, 2, 3);
  }

  @Test
  void killedOwnerLeavesItAndWhatItAcknowledged() throws Exception {
    try (JavaProcess owner = owner()) {
      assertEquals(DONE, owner.ask("1"));
      assertEquals(DONE, owner.ask("flush"));
      assertEquals(DONE, owner.ask("2"));
      owner.kill();
      assertEquals(JavaProcess.KILLED, owner.waitFor());
    }
    try (JavaProcess next = owner()) {
      assertEquals(DONE, next.ask("3"));
    }
    assertHolds(1, 2, 3);
  }

  @Test
  void ownerWhoseLockFileIsDeletedWritesNoMore() throws Exception {
    try (JavaProcess first = owner()) {
      assertEquals(DONE, first.ask("1"));
      Files.delete(path.resolve("LOCK"));
      assertFenced(first, "100");
      try (JavaProcess second = owner()) {
        assertEquals(DONE, second.ask("2"));
        assertFenced(first, "101");
        assertFenced(first, "flush");
        assertEquals(DONE, second.ask("flush"));
        first.ask("close");
        assertEquals(DONE, second.ask("3"));
        assertEquals(DONE, second.ask("close"));
      }
    }
    assertHolds(1, 2, 3);
  }

  @Test
  void ownerWhoseLockFileIsDeletedUnderAnotherWriterChangesNothingOfIts() throws Exception {
    try (JavaProcess first = owner()) {
      assertEquals(DONE, first.ask("1"));
      Files.delete(path.resolve("LOCK"));
      try (JavaProcess second = owner()) {
        assertEquals(DONE, second.ask("2"));
        assertFenced(first, "flush");
        assertFenced(first, "100");
        first.ask("close");
        assertEquals(DONE, second.ask("flush"));
        assertEquals(DONE, second.ask("3"));
        assertEquals(DONE, second.ask("close"));
      }
    }
    assertHolds(1, 2, 3);
    try (Iqdb db = Iqdb.open(path)) {
      assertEquals(3, db.size(), "a refused write of the first owner came to the second's files");
    }
  }

  @Test
  void lockThatAReaderOfItsFileGaveUpIsFencedOnceAnotherHasIt() throws Exception {
    try (Iqdb db = Iqdb.open(path)) {
      Owner.put(db, 1);
      // closing any descriptor of the file, as a backup in this process does, gives up the lock
      Files.readAllBytes(path.resolve("LOCK"));
      try (JavaProcess other = owner()) {
        assertEquals(DONE, other.ask("2"));
        assertThrows(WriterFailedException.class, () -> Owner.put(db, 100));
        assertThrows(WriterFailedException.class, db::flush);
        assertEquals(DONE, other.ask("3"));
        assertEquals(DONE, other.ask("close"));
      }
    }
    assertHolds(1, 2, 3);
  }

  private static void assertFenced(JavaProcess owner, String line) throws IOException {
    String answer = owner.ask(line);
    assertTrue(answer.startsWith(WriterFailedException.class.getName()), answer);
  }

  @Test
  void contendersTakeTurnsAndNoTurnIsLost() throws Exception {
    int turns = 10;
    List<JavaProcess> contenders = new ArrayList<>();
    try {
      for (int i = 0; i < 3; i++) {
        contenders.add(JavaProcess.start(folder, Contender.class, path, turns));
      }
      for (JavaProcess contender : contenders) {
        assertTrue(Integer.parseInt(contender.readLine()) >= 0);
        assertEquals(0, contender.waitFor());
      }
    } finally {
      for (JavaProcess contender : contenders) {
        contender.close();
      }
    }
    try (Iqdb db = Iqdb.open(path)) {
      assertEquals(3L * turns, db.size());
      assertEquals(3L * turns, Marks.stored(db, 0, Marks.BATCH));
    }
  }
}
