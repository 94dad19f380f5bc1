package io.iqdb.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.error.InvalidArgumentException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The contract on the file system, and what only a file system can do wrong. */
final class FsDirectoryTest extends DirectoryContract {
  @TempDir Path folder;
  private Path path = Path.of("");

  @BeforeEach
  void createDirectory() throws IOException {
    path = Files.createDirectory(folder.resolve("database"));
  }

  @Override
  Directory directory() throws IOException {
    return FsDirectory.open(path);
  }

  @Override
  Directory anotherDirectory() throws IOException {
    return FsDirectory.create(folder.resolve("another"));
  }

  @Test
  void createMakesTheDirectoriesAbove() throws IOException {
    Path deep = folder.resolve("a/b/c");
    try (Directory directory = FsDirectory.create(deep)) {
      write(directory, SEGMENT, bytes(10));
    }
    try (Directory again = FsDirectory.create(deep)) {
      assertArrayEquals(bytes(10), read(again, SEGMENT));
    }
  }

  @Test
  void fileInPlaceOfADirectoryIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "text");
    assertThrows(NotDirectoryException.class, () -> FsDirectory.open(file));
    assertThrows(NotDirectoryException.class, () -> FsDirectory.create(file));
    assertThrows(NotDirectoryException.class, () -> FsDirectory.create(file.resolve("below")));
    assertEquals("text", Files.readString(file));
  }

  /** A writer in another process removed it in between: readers take the newer state then. */
  @Test
  void fileThatGoesAfterItWasLookedAtIsMissing() {
    Path gone = path.resolve("seg-000001");
    assertThrows(NoSuchFileException.class, () -> new FsHandle(gone, "r"));
  }

  @Test
  void openCreatesNothing() {
    Path missing = folder.resolve("missing");
    assertThrows(NoSuchFileException.class, () -> FsDirectory.open(missing));
    assertFalse(Files.exists(missing));
  }

  @Test
  void pathOfAnotherFileSystemIsRefused() throws IOException {
    URI archive = URI.create("jar:" + folder.resolve("archive.zip").toUri());
    try (FileSystem other = FileSystems.newFileSystem(archive, Map.of("create", "true"))) {
      Path inside = other.getPath("/database");
      assertThrows(InvalidArgumentException.class, () -> FsDirectory.create(inside));
      assertThrows(InvalidArgumentException.class, () -> FsDirectory.open(inside));
    }
  }

  @Test
  void otherNamesAreStrangers() throws IOException {
    for (String name : List.of("LOCK", "RESERVE", "seg-1", "seg-000001.bak", "notes.txt")) {
      Files.writeString(path.resolve(name), name);
    }
    Files.createDirectory(path.resolve("seg-000007"));
    Directory directory = directory();
    write(directory, SEGMENT, bytes(1));
    assertEquals(Set.of(SEGMENT), directory.list());
    assertEquals(
        Set.of("seg-1", "seg-000001.bak", "notes.txt", "seg-000007"), directory.strangers());
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void linkNamedLikeASegmentIsRefusedAndItsTargetLeftAlone() throws IOException {
    Path target = Files.write(folder.resolve("target"), bytes(100));
    Files.createSymbolicLink(path.resolve(SEGMENT.toString()), target);
    requireRefused();
    assertArrayEquals(bytes(100), Files.readAllBytes(target));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void danglingLinkIsNotCreatedThrough() throws IOException {
    Path target = folder.resolve("nowhere");
    Files.createSymbolicLink(path.resolve(SEGMENT.toString()), target);
    requireRefused();
    assertFalse(Files.exists(target));
  }

  @Test
  void directoryNamedLikeASegmentIsRefused() throws IOException {
    Files.createDirectory(path.resolve(SEGMENT.toString()));
    requireRefused();
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  @Timeout(60)
  void pipeNamedLikeASegmentIsRefusedWithoutWaiting() throws Exception {
    String pipe = path.resolve(SEGMENT.toString()).toString();
    assertEquals(0, new ProcessBuilder("mkfifo", pipe).start().waitFor());
    requireRefused();
  }

  private void requireRefused() throws IOException {
    Directory directory = directory();
    write(directory, TEMPORARY, bytes(10));
    assertThrows(FileSystemException.class, () -> directory.open(SEGMENT));
    assertThrows(FileSystemException.class, () -> directory.map(SEGMENT, 100));
    assertThrows(FileSystemException.class, () -> directory.length(SEGMENT));
    assertThrows(FileSystemException.class, () -> directory.delete(SEGMENT));
    assertThrows(FileAlreadyExistsException.class, () -> directory.create(SEGMENT, 0));
    assertThrows(FileAlreadyExistsException.class, () -> directory.publish(TEMPORARY, SEGMENT));
    assertThrows(FileSystemException.class, () -> directory.publish(SEGMENT, WAL));
    assertThrows(FileSystemException.class, () -> directory.linkTo(SEGMENT, anotherDirectory()));
    assertEquals(Set.of(TEMPORARY), directory.list());
    assertEquals(Set.of(SEGMENT.toString()), directory.strangers());
    assertTrue(Files.exists(path.resolve(SEGMENT.toString()), LinkOption.NOFOLLOW_LINKS));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void publishedFileIsReadOnly() throws IOException {
    Directory directory = directory();
    write(directory, TEMPORARY, bytes(10));
    directory.publish(TEMPORARY, SEGMENT);
    assertEquals(
        PosixFilePermissions.fromString("r--r--r--"),
        Files.getPosixFilePermissions(path.resolve(SEGMENT.toString())));
    directory.delete(SEGMENT);
  }

  @Test
  void linkSharesTheBytesOnDisk() throws IOException {
    Directory directory = directory();
    write(directory, SEGMENT, bytes(10));
    directory.linkTo(SEGMENT, anotherDirectory());
    assertTrue(
        Files.isSameFile(path.resolve(SEGMENT.toString()), folder.resolve("another/" + SEGMENT)));
  }

  @Test
  void unlinkedInputServesMoreThreadsThanItHasDescriptors() throws Exception {
    Directory directory = directory();
    write(directory, SEGMENT, bytes(100_000));
    try (Input input = directory.open(SEGMENT)) {
      directory.delete(SEGMENT);
      write(directory, SEGMENT, new byte[100_000]); // the name now means another file
      List<Thread> readers = new ArrayList<>();
      List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
      for (int i = 0; i < 8; i++) {
        readers.add(
            Thread.ofVirtual()
                .uncaughtExceptionHandler((thread, e) -> failures.add(e))
                .start(() -> {
                  ByteBuffer target = ByteBuffer.allocate(100_000);
                  for (int round = 0; round < 50; round++) {
                    readAll(input, target.clear());
                    assertArrayEquals(bytes(100_000), target.array());
                  }
                }));
      }
      for (Thread reader : readers) {
        reader.join();
      }
      assertEquals(List.of(), failures);
    }
  }

  private static void readAll(Input input, ByteBuffer target) {
    try {
      input.read(0, target);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void mappingsBeyondTheBudgetAreRefusedUntilOneGoes() throws IOException {
    long others = Long.parseLong(System.getProperty("io.iqdb.mappings", "0"));
    Directory directory = new FsDirectory(path.toRealPath(), new MappingBudget(others + 2));
    write(directory, SEGMENT, bytes(10));
    try (Mapping first = directory.map(SEGMENT, 10)) {
      assertThrows(IOException.class, () -> directory.map(SEGMENT, 11)); // not counted
      Mapping second = directory.map(SEGMENT, 10);
      assertThrows(TooManyMappingsException.class, () -> directory.map(SEGMENT, 10));
      second.close();
      second.close();
      directory.map(SEGMENT, 10).close();
      assertArrayEquals(bytes(10), toBytes(first));
    }
    assertEquals(others, Long.parseLong(System.getProperty("io.iqdb.mappings", "0")));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void adviceReachesTheKernelWhereNativeAccessIsAllowed() throws Exception {
    assertEquals("advised", advise(List.of("--enable-native-access=ALL-UNNAMED")));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void adviceIsLeftOutSilentlyWhereNativeAccessIsNotAllowed() throws Exception {
    assertEquals("not advised", advise(List.of()));
  }

  private String advise(List<String> options) throws Exception {
    try (ChildJvm child = ChildJvm.start(List.of(), options, AdviceChild.class, path.toString())) {
      String answer = child.readLine();
      assertEquals(0, child.waitFor());
      assertEquals("", child.errors(), "nothing is printed");
      return answer;
    }
  }
}
