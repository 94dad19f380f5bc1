package io.iqdb.damage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.CheckReport;
import io.iqdb.DatabaseCheck;
import io.iqdb.DatabaseStats;
import io.iqdb.FileDump;
import io.iqdb.Iqdb;
import io.iqdb.OpenOptions;
import io.iqdb.error.UnsupportedVersionException;
import io.iqdb.format.FileHeader;
import io.iqdb.format.FileName;
import io.iqdb.policy.Access;
import io.iqdb.policy.MergeRecord;
import io.iqdb.policy.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * R19: directories that an earlier version wrote open, answer and pass the check; newer ones are
 * refused. They lie in {@code spec/testdata} and are never made again: {@code -Diqdb.golden=PATH}
 * writes those of the version at hand there.
 */
class GoldenTest {
  private static final long MOST_BYTES = 100 << 10;

  @TempDir Path directory;

  private static Path golden(String name) {
    Path module = Path.of("").toAbsolutePath();
    Path root = Files.isDirectory(module.resolve("spec")) ? module : module.resolve("..");
    return root.resolve("spec/testdata").resolve(name).normalize();
  }

  private static Image read(String name) throws IOException {
    SortedMap<FileName, byte[]> files = new TreeMap<>();
    try (var entries = Files.newDirectoryStream(golden(name))) {
      for (Path file : entries) {
        files.put(
            FileName.parse(String.valueOf(file.getFileName())).orElseThrow(),
            Files.readAllBytes(file));
      }
    }
    return new Image(files);
  }

  private static List<OpenOptions> ways() {
    OpenOptions some = OpenOptions.defaults();
    return List.of(
        some,
        some.verification(Verification.FULL),
        some.access(Access.COPY),
        some.access(Access.COPY).verification(Verification.FULL));
  }

  private void opens(String name, Answers expected, long rows) throws IOException {
    for (OpenOptions options : ways()) {
      read(name).writeTo(directory);
      CheckReport before = DatabaseCheck.run(directory, 3);
      assertTrue(before.clean(), before::toString);
      assertEquals(rows, before.rows());
      try (Iqdb db = Iqdb.openReadOnly(directory, options)) {
        assertEquals(expected, Answers.of(db));
      }
      try (Iqdb db = Iqdb.open(directory, options)) {
        assertEquals(expected, Answers.of(db));
        db.upsert(SampleDatabase.number(9_999), SampleDatabase.vector(1));
      }
      CheckReport after = DatabaseCheck.run(directory, 3);
      assertTrue(after.clean(), after::toString);
    }
  }

  @Test
  void theDirectoryWithEverythingInVersion1Opens() throws IOException {
    opens("v1-everything", new Trial(SampleDatabase.create()).undamaged(), 44);
  }

  @Test
  void theDirectoryWithMergesInVersion1Opens() throws IOException {
    opens("v1-merged", new Trial(SampleDatabase.merged()).undamaged(), 46);
    read("v1-merged").writeTo(directory);
    try (Iqdb db = Iqdb.openReadOnly(directory)) {
      List<MergeRecord> history = db.stats().merging().history();
      assertEquals(
          List.of("r\u00fcck", "tier"),
          history.stream().map(merge -> merge.spec().rule()).toList());
      assertEquals(List.of(4L, 7L, 8L), history.getLast().spec().segments());
      assertEquals(
          new DatabaseStats.Lifetime(1_767_225_598_000L, 2, 10_000, 18_000, 3_000),
          db.stats().lifetime());
    }
  }

  @Test
  void thePlainDirectoryInVersion1Opens() throws IOException {
    Answers expected;
    try (Iqdb db =
        io.iqdb.Doors.openReadOnly(SampleDatabase.plain().toDirectory(), OpenOptions.defaults())) {
      expected = Answers.of(db);
    }
    assertEquals(2, expected.size());
    opens("v1-plain", expected, 2);
  }

  /** Until the format changes on purpose, what is written today is what was written then. */
  @Test
  void theSameBytesAreWrittenToday() throws IOException {
    assertSame(read("v1-everything"), SampleDatabase.create().image());
    assertSame(read("v1-merged"), SampleDatabase.merged().image());
    assertSame(read("v1-plain"), SampleDatabase.plain());
  }

  private static void assertSame(Image golden, Image today) {
    assertEquals(golden.files().keySet(), today.files().keySet());
    golden
        .files()
        .forEach((name, bytes) -> assertArrayEquals(bytes, today.bytes(name), name::toString));
    long bytes = golden.files().values().stream().mapToLong(file -> file.length).sum();
    assertTrue(bytes < MOST_BYTES, () -> bytes + " bytes");
  }

  @Test
  void aNewerVersionIsRefused() throws IOException {
    Image golden = read("v1-everything");
    for (FileName file : golden.files().keySet()) {
      byte[] newer = golden.bytes(file).clone();
      Seals.littleEndian(newer).putShort(10, (short) (FileHeader.VERSION + 1));
      Seals.header(newer);
      golden.with(file, newer).writeTo(directory);
      assertThrows(UnsupportedVersionException.class, () -> Iqdb.openReadOnly(directory));
      assertThrows(UnsupportedVersionException.class, () -> Iqdb.open(directory));
      assertThrows(UnsupportedVersionException.class, () -> DatabaseCheck.run(directory, 1));
      assertThrows(
          UnsupportedVersionException.class,
          () -> FileDump.run(directory.resolve(file.toString()), FileDump.Options.defaults()));
    }
  }

  @Test
  void goldenDirectoriesAreWrittenOnDemand() throws IOException {
    Path target = Path.of(System.getProperty("iqdb.golden", directory.toString()));
    SampleDatabase.create().image().writeTo(target.resolve("v1-everything"));
    SampleDatabase.merged().image().writeTo(target.resolve("v1-merged"));
    SampleDatabase.plain().writeTo(target.resolve("v1-plain"));
    assertTrue(DatabaseCheck.run(target.resolve("v1-plain"), 3).clean());
  }
}
