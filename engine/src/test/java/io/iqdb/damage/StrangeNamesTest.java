package io.iqdb.damage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.CheckReport;
import io.iqdb.DatabaseCheck;
import io.iqdb.FileDump;
import io.iqdb.Iqdb;
import io.iqdb.error.CorruptFileException;
import io.iqdb.error.IqdbException;
import io.iqdb.error.NotADatabaseException;
import io.iqdb.format.FileName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** R18: names in the directory that are not what they should be. Nothing outside is touched. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class StrangeNamesTest {
  @TempDir Path parent;

  private Path directory;
  private Path outside;
  private SampleDatabase sample;
  private Answers undamaged;

  @BeforeEach
  void build() throws IOException {
    directory = parent.resolve("database");
    outside = Files.createDirectory(parent.resolve("outside"));
    sample = SampleDatabase.create();
    undamaged = new Trial(sample).undamaged();
    sample.image().writeTo(directory);
    Files.writeString(outside.resolve("precious"), "untouched");
  }

  /** Replaces the file of a name by something else. */
  private interface Replacement {
    void at(Path name) throws IOException, InterruptedException;
  }

  private SortedMap<String, String> outsideNow() throws IOException {
    SortedMap<String, String> files = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(outside)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        byte[] bytes = Files.readAllBytes(file);
        files.put(
            file.toString(),
            new String(bytes, StandardCharsets.ISO_8859_1) + Files.getLastModifiedTime(file));
      }
    }
    return files;
  }

  private void isRefusedForEveryFile(Replacement replacement)
      throws IOException, InterruptedException {
    for (FileName file : sample.image().files().keySet()) {
      sample.image().writeTo(directory);
      Path name = directory.resolve(file.toString());
      Files.write(outside.resolve(file.toString()), sample.image().bytes(file));
      Files.delete(name);
      replacement.at(name);
      SortedMap<String, String> before = outsideNow();
      assertThrows(CorruptFileException.class, () -> Iqdb.openReadOnly(directory), file::toString);
      assertThrows(CorruptFileException.class, () -> Iqdb.open(directory), file::toString);
      CheckReport report = DatabaseCheck.run(directory, 3);
      assertFalse(report.clean(), file::toString);
      assertTrue(report.strangers().contains(file.toString()), report::toString);
      assertThrows(
          IqdbException.class,
          () -> FileDump.run(name, FileDump.Options.defaults()),
          file::toString);
      assertEquals(before, outsideNow());
      assertTrue(Files.exists(name, LinkOption.NOFOLLOW_LINKS), file::toString);
      Files.delete(name);
    }
  }

  @Test
  void aLinkIsNotFollowed() throws Exception {
    isRefusedForEveryFile(
        name -> Files.createSymbolicLink(name, outside.resolve(name.getFileName())));
  }

  @Test
  void aLinkToNowhereIsRefused() throws Exception {
    isRefusedForEveryFile(name -> Files.createSymbolicLink(name, Path.of("/none/at/all")));
  }

  @Test
  void aDirectoryIsRefused() throws Exception {
    isRefusedForEveryFile(Files::createDirectory);
  }

  @Test
  void aPipeIsNotOpened() throws Exception {
    isRefusedForEveryFile(StrangeNamesTest::makePipe);
  }

  @Test
  void aDeviceIsNotOpened() throws Exception {
    isRefusedForEveryFile(name -> Files.createSymbolicLink(name, Path.of("/dev/zero")));
  }

  private static void makePipe(Path name) throws IOException, InterruptedException {
    Process made = new ProcessBuilder("mkfifo", name.toString()).inheritIO().start();
    assertEquals(0, made.waitFor());
  }

  @Test
  void aLockThatIsALinkOrAPipeIsRefused() throws Exception {
    Path lock = directory.resolve("LOCK");
    Files.createSymbolicLink(lock, outside.resolve("precious"));
    SortedMap<String, String> before = outsideNow();
    assertThrows(IqdbException.class, () -> Iqdb.open(directory));
    assertThrows(IqdbException.class, () -> FileDump.run(lock, FileDump.Options.defaults()));
    assertEquals(before, outsideNow());
    Files.delete(lock);
    makePipe(lock);
    assertThrows(IqdbException.class, () -> Iqdb.open(directory));
    assertThrows(IqdbException.class, () -> FileDump.run(lock, FileDump.Options.defaults()));
  }

  @Test
  void namesThatAreNearlyOursAreLeftAlone() throws IOException {
    List<String> names =
        List.of(
            "seg-17",
            "SEG-000017",
            "seg-000017 ",
            "seg-0000017",
            "seg-000017-000001",
            "tomb-000001",
            "manifest-99999999999999999999",
            "seg-9223372036854775807",
            "wal-00000x",
            "..manifest",
            "manifest-000009.bak",
            "lock",
            "\u00fcber",
            "-",
            "seg-\u0661\u0662\u0663\u0664\u0665\u0666");
    for (String name : names) {
      Files.writeString(directory.resolve(name), "mine");
    }
    CheckReport report = DatabaseCheck.run(directory, 3);
    assertTrue(report.clean(), report::toString);
    assertEquals(names.size(), report.strangers().size(), report::toString);
    try (Iqdb db = Iqdb.open(directory)) {
      assertEquals(undamaged, Answers.of(db));
    }
    for (String name : names) {
      assertEquals("mine", Files.readString(directory.resolve(name)), name);
    }
  }

  @Test
  void whatIsNoDatabaseIsCalledSo() throws IOException {
    Path empty = Files.createDirectory(parent.resolve("empty"));
    assertThrows(NotADatabaseException.class, () -> DatabaseCheck.run(empty, 3));
    assertThrows(NotADatabaseException.class, () -> DatabaseCheck.run(parent.resolve("none"), 3));
    assertThrows(
        NotADatabaseException.class, () -> DatabaseCheck.run(outside.resolve("precious"), 3));
    assertThrows(
        NotADatabaseException.class,
        () -> FileDump.run(outside.resolve("precious"), FileDump.Options.defaults()));
    assertThrows(
        NotADatabaseException.class,
        () -> FileDump.run(directory.resolve("seg-000099"), FileDump.Options.defaults()));
  }

  @Test
  void bytesInTheLockFileMeanNothing() throws IOException {
    byte[] noise = {0, -1, 10, 27, 91, 50, 74, 13, -128};
    Files.write(directory.resolve("LOCK"), noise);
    Object owner =
        FileDump.run(directory.resolve("LOCK"), FileDump.Options.defaults()).get("lastOwner");
    assertTrue(String.valueOf(owner).chars().noneMatch(Character::isISOControl));
    try (Iqdb db = Iqdb.open(directory)) {
      assertEquals(undamaged, Answers.of(db));
      Object held =
          FileDump.run(directory.resolve("LOCK"), FileDump.Options.defaults()).get("lastOwner");
      assertTrue(String.valueOf(held).contains("process " + ProcessHandle.current().pid()));
      assertTrue(db.delete(SampleDatabase.number(203)), "the dump did not give the lock up");
    }
  }
}
