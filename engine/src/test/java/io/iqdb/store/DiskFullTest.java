package io.iqdb.store;

import static io.iqdb.store.DirectoryContract.SEGMENT;
import static io.iqdb.store.DirectoryContract.WAL;
import static io.iqdb.store.DirectoryContract.bytes;
import static io.iqdb.store.DirectoryContract.read;
import static io.iqdb.store.DirectoryContract.write;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.ProcessBuilder.Redirect;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a full disk a write is refused in words, and what was there stays. */
final class DiskFullTest {
  private static final int STEP = 60 << 10; // the last one does not fit wholly

  @TempDir Path folder;

  @FunctionalInterface
  interface Body {
    void run(Directory directory) throws IOException;
  }

  /** Runs on a file system of 1 MiB and 64 files; skips where none can be mounted. */
  private void onSmallDisk(Body body) throws Exception {
    String mount = Files.createDirectory(folder.resolve("small")).toString();
    assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=1m,nr_inodes=64", "iqdb", mount));
    try (Directory directory = FsDirectory.open(Path.of(mount))) {
      body.run(directory);
    } finally {
      assertTrue(run("umount", mount));
    }
  }

  private static boolean run(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command)
              .redirectOutput(Redirect.DISCARD)
              .redirectError(Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException noSuchCommand) {
      return false;
    }
  }

  @Test
  void plainWriteOntoAFullDiskIsNoSpace() throws Exception {
    onSmallDisk(directory -> {
      write(directory, SEGMENT, bytes(300_000));
      try (Output output = directory.create(WAL, 0)) {
        NoSpaceException e =
            assertThrows(
                NoSpaceException.class, () -> output.write(ByteBuffer.wrap(bytes(2 << 20))));
        assertTrue(e.toString().contains(WAL.toString()), e.toString());
        assertEquals(0, output.position());
        IOException again =
            assertThrows(IOException.class, () -> output.write(ByteBuffer.allocate(1)));
        assertSame(e, again.getCause());
        output.sync(); // what was written before the failed write may be synced (ruling 9)
      }
      assertArrayEquals(bytes(300_000), read(directory, SEGMENT));
      directory.delete(WAL);
      write(directory, WAL, bytes(100_000));
    });
  }

  @Test
  void durableWriteThatFindsNoReserveHasWrittenNothing() throws Exception {
    onSmallDisk(directory -> {
      byte[] record = bytes(10_000);
      try (Output output = directory.create(WAL, STEP)) {
        int acknowledged = 0;
        long before;
        while (true) {
          before = output.position();
          try {
            output.writeAndSync(ByteBuffer.wrap(record));
            acknowledged++;
          } catch (NoSpaceException e) {
            break;
          }
        }
        assertTrue(acknowledged > 90, "only " + acknowledged);
        assertEquals(before, output.position());
        assertEquals((before + STEP - 1) / STEP * STEP, directory.length(WAL), "given back");
        byte[] file = read(directory, WAL);
        for (int i = 0; i < acknowledged; i++) {
          assertArrayEquals(record, Arrays.copyOfRange(file, i * 10_000, (i + 1) * 10_000));
        }
      }
    });
  }

  @Test
  void reservedSpaceIsThereWhenTheDiskIsFull() throws Exception {
    onSmallDisk(directory -> {
      try (Output output = directory.create(WAL, STEP)) {
        output.writeAndSync(ByteBuffer.wrap(bytes(100)));
        try (Output filler = directory.create(SEGMENT, 0)) {
          assertThrows(NoSpaceException.class, () -> filler.write(ByteBuffer.wrap(bytes(2 << 20))));
        }
        assertEquals(0, directory.freeSpace());
        output.writeAndSync(ByteBuffer.wrap(bytes(STEP - 100)));
        assertEquals(STEP, output.position());
        assertThrows(NoSpaceException.class, () -> output.writeAndSync(ByteBuffer.wrap(bytes(1))));
      }
    });
  }

  @Test
  void noFileLeftToCreateIsNoSpace() throws Exception {
    onSmallDisk(directory ->
        assertThrows(
            NoSpaceException.class,
            () -> {
              for (int number = 0; number < 100; number++) {
                write(directory, FileName.of(FileKind.SEGMENT, number), new byte[0]);
              }
            }));
  }

  @Test
  void copyThatFindsNoSpaceLeavesNothingBehind() throws Exception {
    onSmallDisk(directory -> {
      try (Directory source = FsDirectory.create(folder.resolve("source"))) {
        write(source, SEGMENT, bytes(2 << 20));
        assertThrows(NoSpaceException.class, () -> source.linkTo(SEGMENT, directory));
        assertEquals(0, directory.list().size());
        source.delete(SEGMENT);
        write(source, SEGMENT, bytes(200_000));
        source.linkTo(SEGMENT, directory); // another device: copied
        assertArrayEquals(bytes(200_000), read(directory, SEGMENT));
      }
    });
  }

  @Test
  void fileSizeLimitIsNoSpace() throws Exception {
    assumeTrue(run("prlimit", "--version"));
    try (ChildJvm child =
        ChildJvm.start(
            List.of("prlimit", "--fsize=65536"),
            List.of("-XX:-UsePerfData"),
            FileLimitChild.class,
            folder.toString())) {
      assertEquals("NoSpaceException", child.readLine());
    }
  }

  @Test
  void everyOtherFailureIsLeftAsItIs() {
    IOException failure = new IOException("Input/output error");
    assertSame(failure, NoSpace.translate(failure, folder));
  }

  @Test
  void whatTheSystemCallsAFullDiskIsNoSpace() throws IOException {
    assumeTrue(Files.exists(Path.of("/dev/full")));
    try (RandomAccessFile full = new RandomAccessFile("/dev/full", "rw")) {
      IOException failure = assertThrows(IOException.class, () -> full.write(1));
      IOException translated = NoSpace.translate(failure, folder);
      assertInstanceOf(NoSpaceException.class, translated);
      assertSame(failure, assertNotNullCause(translated));
    }
  }

  private static Throwable assertNotNullCause(IOException e) {
    Throwable cause = e.getCause();
    assertNotNull(cause);
    return cause;
  }
}
