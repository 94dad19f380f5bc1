package io.iqdb.store;

import static io.iqdb.store.LockAttempt.TAKEN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** One writer, however many openers, class loaders, paths and processes there are. */
final class FsLockTest {
  @TempDir Path folder;
  private Path path = Path.of("");
  private Path lockFile = Path.of("");

  @BeforeEach
  void createDirectory() throws IOException {
    path = Files.createDirectory(folder.resolve("database"));
    lockFile = path.resolve("LOCK");
  }

  private WriterLock lock() throws IOException {
    return FsDirectory.open(path).lock();
  }

  private static String fromAnotherProcess(Path path) throws Exception {
    try (ChildJvm child =
        ChildJvm.start(List.of(), List.of(), LockAttempt.class, path.toString())) {
      return child.readLine();
    }
  }

  private static void assertNamesThisProcess(String message) {
    assertTrue(message.contains("process " + ProcessHandle.current().pid() + " on host "), message);
    assertTrue(message.contains(", since "), message);
  }

  @Test
  void secondOpenerInThisProcessLearnsWhoHoldsIt() throws Exception {
    try (WriterLock lock = lock()) {
      LockHeldException e = assertThrows(LockHeldException.class, this::lock);
      assertNamesThisProcess(e.toString());
      lock.verify();
      assertNotEquals(TAKEN, fromAnotherProcess(path), "the failed attempt gave up the lock");
    }
  }

  @Test
  void openerInAnotherClassLoaderIsRefusedAndDoesNotGiveUpTheLock() throws Exception {
    try (URLClassLoader loader =
        new URLClassLoader(ChildJvm.rootUrls().toArray(URL[]::new), null)) {
      Class<?> stranger = loader.loadClass(LockAttempt.class.getName());
      assertNotEquals(LockAttempt.class, stranger);
      Callable<?> attempt = (Callable<?>) stranger.getConstructor(Path.class).newInstance(path);
      try (WriterLock lock = lock()) {
        assertNamesThisProcess((String) attempt.call());
        lock.verify();
        assertNotEquals(TAKEN, fromAnotherProcess(path));
      }
      assertEquals(TAKEN, attempt.call());
    }
  }

  @Test
  void anotherProcessLearnsWhoHoldsIt() throws Exception {
    try (WriterLock lock = lock()) {
      String answer = fromAnotherProcess(path);
      assertNamesThisProcess(answer);
      assertTrue(answer.contains(path.toRealPath().toString()), answer);
      lock.verify();
    }
  }

  @Test
  void lockOfAnotherProcessIsNamedHere() throws Exception {
    try (ChildJvm owner =
        ChildJvm.start(List.of(), List.of(), LockAttempt.class, path.toString(), "hold")) {
      assertEquals(TAKEN, owner.readLine());
      LockHeldException e = assertThrows(LockHeldException.class, this::lock);
      assertTrue(e.toString().contains("process " + owner.pid() + " on"), e.toString());
    }
  }

  @Test
  void killedOwnerDoesNotBlock() throws Exception {
    try (ChildJvm owner =
        ChildJvm.start(List.of(), List.of(), LockAttempt.class, path.toString(), "hold")) {
      assertEquals(TAKEN, owner.readLine());
      owner.kill();
      assertTrue(Files.readString(lockFile).contains("process " + owner.pid()));
    }
    try (WriterLock lock = lock()) {
      lock.verify();
    }
  }

  @Test
  void closedLockMayBeTakenByAnotherProcessAndAgainHere() throws Exception {
    lock().close();
    assertEquals(TAKEN, fromAnotherProcess(path));
    try (WriterLock lock = lock()) {
      lock.verify();
    }
    assertTrue(Files.exists(lockFile), "LOCK is never deleted");
  }

  @Test
  void whateverStandsInTheFileDecidesNothing() throws Exception {
    Files.write(lockFile, DirectoryContract.bytes(5000));
    try (WriterLock lock = lock()) {
      lock.verify();
      assertTrue(Files.readString(lockFile).startsWith("process "));
    }
  }

  @Test
  void deletedLockFileIsNoticed() throws Exception {
    try (WriterLock lock = lock()) {
      Files.delete(lockFile);
      assertThrows(LockLostException.class, lock::verify);
      assertThrows(LockHeldException.class, this::lock);
    }
  }

  @Test
  void replacedLockFileIsNoticed() throws Exception {
    try (WriterLock lock = lock()) {
      FileTime modified = Files.getLastModifiedTime(lockFile);
      Path copy = Files.copy(lockFile, folder.resolve("copy"));
      Files.setLastModifiedTime(copy, modified);
      Files.delete(lockFile);
      Files.move(copy, lockFile);
      assertThrows(LockLostException.class, lock::verify);
    }
  }

  @Test
  void touchedLockFileIsNoticed() throws Exception {
    try (WriterLock lock = lock()) {
      lock.verify();
      Files.setLastModifiedTime(lockFile, FileTime.fromMillis(0));
      assertThrows(LockLostException.class, lock::verify);
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void oneDirectoryBehindTwoPathsHasOneLock() throws Exception {
    Path alias = Files.createSymbolicLink(folder.resolve("alias"), path);
    try (WriterLock lock = lock()) {
      assertThrows(LockHeldException.class, () -> FsDirectory.open(alias).lock());
      lock.verify();
      assertNotEquals(TAKEN, fromAnotherProcess(path));
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void oneLockFileBehindTwoRealPathsIsNotOpenedTwice() throws Exception {
    // what a bind mount of the directory looks like to us
    Path other = Files.createDirectory(folder.resolve("other"));
    try (WriterLock lock = lock()) {
      Files.createLink(other.resolve("LOCK"), lockFile);
      assertThrows(LockHeldException.class, () -> FsDirectory.open(other).lock());
      lock.verify();
      assertNotEquals(TAKEN, fromAnotherProcess(path));
    }
    FsDirectory.open(other).lock().close();
  }

  @Test
  void exchangedSystemPropertiesDoNotGiveUpTheLock() throws Exception {
    try (WriterLock lock = lock()) {
      System.getProperties().keySet().removeIf(key -> key.toString().startsWith("io.iqdb.lock:"));
      assertThrows(LockHeldException.class, this::lock);
      lock.verify();
      assertNotEquals(TAKEN, fromAnotherProcess(path));
    } finally {
      System.getProperties()
          .keySet()
          .removeIf(key -> key.toString().startsWith("io.iqdb.lock:kept"));
    }
  }

  @Test
  void closedLocksLeaveNoTraceInTheSystemProperties() throws Exception {
    lock().close();
    assertTrue(
        System.getProperties().keySet().stream()
            .noneMatch(key -> key.toString().startsWith("io.iqdb.lock:")));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void linkInPlaceOfTheLockFileIsRefused() throws Exception {
    Path target = Files.writeString(folder.resolve("target"), "untouched");
    Files.createSymbolicLink(lockFile, target);
    assertThrows(IOException.class, this::lock);
    assertEquals("untouched", Files.readString(target));
    Files.delete(lockFile);
    lock().close();
    assertTrue(Files.isRegularFile(lockFile, LinkOption.NOFOLLOW_LINKS));
  }
}
