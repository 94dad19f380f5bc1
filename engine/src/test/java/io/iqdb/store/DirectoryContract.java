package io.iqdb.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.error.InvalidArgumentException;
import io.iqdb.format.CollectionName;
import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every directory does, wherever its bytes are. */
abstract class DirectoryContract {
  static final FileName SEGMENT = FileName.of(FileKind.SEGMENT, 1);
  static final FileName WAL = FileName.of(FileKind.WAL, 2);
  static final FileName TEMPORARY = FileName.temporary(3);

  /** An empty directory, closed by whoever made it. */
  abstract Directory directory() throws IOException;

  /** Another empty directory of the same kind. */
  abstract Directory anotherDirectory() throws IOException;

  static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  static void write(Directory directory, FileName name, byte[] content) throws IOException {
    try (Output output = directory.create(name, 0)) {
      output.write(ByteBuffer.wrap(content));
      output.sync();
    }
  }

  static byte[] read(Directory directory, FileName name) throws IOException {
    try (Input input = directory.open(name)) {
      ByteBuffer all = ByteBuffer.allocate(Math.toIntExact(input.length()));
      input.read(0, all);
      return all.array();
    }
  }

  static byte[] toBytes(Mapping mapping) {
    return mapping.segment().toArray(ValueLayout.JAVA_BYTE);
  }

  @Test
  void newDirectoryHoldsNothing() throws IOException {
    assertEquals(Set.of(), directory().list());
    assertEquals(Set.of(), directory().strangers());
  }

  @Test
  void listNamesWhatExists() throws IOException {
    Directory directory = directory();
    FileName tombstone = new FileName(FileKind.TOMBSTONE, 17, 3);
    write(directory, SEGMENT, bytes(1));
    write(directory, tombstone, bytes(1));
    assertEquals(Set.of(SEGMENT, tombstone), directory.list());
    assertEquals(Set.of(), directory.strangers());
  }

  @Test
  void creatingAnExistingNameIsRefusedAndHarmsNothing() throws IOException {
    Directory directory = directory();
    write(directory, SEGMENT, bytes(10));
    assertThrows(FileAlreadyExistsException.class, () -> directory.create(SEGMENT, 0));
    assertArrayEquals(bytes(10), read(directory, SEGMENT));
  }

  @Test
  void negativeReserveIsRefusedAndCreatesNothing() throws IOException {
    Directory directory = directory();
    assertThrows(InvalidArgumentException.class, () -> directory.create(SEGMENT, -1));
    assertEquals(Set.of(), directory.list());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 511, 4096, 65_535, 65_537, 1 << 20, (1 << 20) + 1, 3_333_333})
  void everySizeComesBackByEveryWayOfReading(int length) throws IOException {
    Directory directory = directory();
    byte[] expected = bytes(length);
    write(directory, SEGMENT, expected);
    assertEquals(length, directory.length(SEGMENT));
    assertArrayEquals(expected, read(directory, SEGMENT));
    try (Input input = directory.open(SEGMENT);
        Arena arena = Arena.ofConfined();
        Mapping mapping = directory.map(SEGMENT, length)) {
      ByteBuffer direct = ByteBuffer.allocateDirect(length);
      input.read(0, direct);
      byte[] fromDirect = new byte[length];
      direct.flip().get(fromDirect);
      assertArrayEquals(expected, fromDirect);
      MemorySegment offHeap = arena.allocate(length);
      input.read(0, offHeap);
      assertArrayEquals(expected, offHeap.toArray(ValueLayout.JAVA_BYTE));
      assertArrayEquals(expected, toBytes(mapping));
    }
  }

  @Test
  void everyKindOfBufferIsAppendedAndConsumed() throws IOException {
    Directory directory = directory();
    byte[] expected = bytes(3 << 20);
    int third = 1 << 20;
    try (Output output = directory.create(SEGMENT, 0)) {
      ByteBuffer slice = ByteBuffer.wrap(expected, 0, third).slice();
      ByteBuffer direct = ByteBuffer.allocateDirect(third + 7);
      direct.position(7).put(7, expected, third, third);
      ByteBuffer readOnly = ByteBuffer.wrap(expected, 2 * third, third).asReadOnlyBuffer();
      for (ByteBuffer buffer : List.of(slice, direct, readOnly)) {
        output.write(buffer);
        assertEquals(0, buffer.remaining());
      }
      assertEquals(expected.length, output.position());
    }
    assertArrayEquals(expected, read(directory, SEGMENT));
  }

  @Test
  void readsArePositionalAndFillOnlyWhatRemains() throws IOException {
    Directory directory = directory();
    byte[] content = bytes(1000);
    write(directory, SEGMENT, content);
    try (Input input = directory.open(SEGMENT)) {
      ByteBuffer target = ByteBuffer.allocate(100);
      target.position(10).limit(60);
      input.read(500, target);
      assertEquals(60, target.position());
      byte[] expected = new byte[100];
      System.arraycopy(content, 500, expected, 10, 50);
      assertArrayEquals(expected, target.array());
    }
  }

  @Test
  void readingBeyondTheEndIsAnEndOfFile() throws IOException {
    Directory directory = directory();
    write(directory, SEGMENT, bytes(100));
    try (Input input = directory.open(SEGMENT);
        Arena arena = Arena.ofConfined()) {
      assertThrows(EOFException.class, () -> input.read(51, ByteBuffer.allocate(50)));
      assertThrows(EOFException.class, () -> input.read(Long.MAX_VALUE, ByteBuffer.allocate(1)));
      assertThrows(EOFException.class, () -> input.read(51, ByteBuffer.allocateDirect(50)));
      assertThrows(EOFException.class, () -> input.read(101, arena.allocate(1)));
      assertThrows(InvalidArgumentException.class, () -> input.read(-1, arena.allocate(1)));
      input.read(100, ByteBuffer.allocate(0));
    }
  }

  @Test
  void inputSeesWhatIsAppendedLater() throws IOException {
    Directory directory = directory();
    try (Output output = directory.create(WAL, 0)) {
      try (Input input = directory.open(WAL)) {
        assertEquals(0, input.length());
        output.write(ByteBuffer.wrap(bytes(100)));
        assertEquals(100, input.length());
        ByteBuffer target = ByteBuffer.allocate(100);
        input.read(0, target);
        assertArrayEquals(bytes(100), target.array());
      }
    }
  }

  @Test
  void manyThreadsReadOneInputAtOnce() throws Exception {
    Directory directory = directory();
    byte[] content = bytes(1 << 20);
    write(directory, SEGMENT, content);
    try (Input input = directory.open(SEGMENT);
        ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Callable<Void>> readers = new ArrayList<>();
      for (int seed = 0; seed < 16; seed++) {
        Random random = new Random(seed);
        readers.add(() -> {
          for (int i = 0; i < 200; i++) {
            int from = random.nextInt(content.length);
            int length = random.nextInt(Math.min(content.length - from, 9000) + 1);
            ByteBuffer target =
                i % 2 == 0 ? ByteBuffer.allocate(length) : ByteBuffer.allocateDirect(length);
            input.read(from, target);
            assertEquals(ByteBuffer.wrap(content, from, length), target.flip());
          }
          return null;
        });
      }
      for (Future<Void> reader : threads.invokeAll(readers)) {
        reader.get();
      }
    }
  }

  @Test
  void closedInputRefusesToRead() throws IOException {
    Directory directory = directory();
    write(directory, SEGMENT, bytes(100));
    Input input = directory.open(SEGMENT);
    input.close();
    input.close();
    assertThrows(ClosedChannelException.class, () -> input.read(0, ByteBuffer.allocate(1)));
    assertThrows(ClosedChannelException.class, input::length);
  }

  @Test
  void closedOutputRefusesToWrite() throws IOException {
    Output output = directory().create(SEGMENT, 0);
    output.close();
    output.close();
    assertThrows(IOException.class, () -> output.write(ByteBuffer.allocate(1)));
    assertThrows(IOException.class, output::sync);
  }

  @Test
  void mappingOfAnotherLengthIsRefused() throws IOException {
    Directory directory = directory();
    write(directory, SEGMENT, bytes(100));
    for (long wrong : new long[] {0, 99, 101, Long.MAX_VALUE}) {
      IOException e = assertThrows(IOException.class, () -> directory.map(SEGMENT, wrong));
      assertTrue(e.toString().contains("has 100 bytes, expected " + wrong), e.toString());
    }
  }

  @Test
  void mappingIsReadOnlyAndOffHeap() throws IOException {
    Directory directory = directory();
    write(directory, SEGMENT, bytes(100));
    try (Mapping mapping = directory.map(SEGMENT, 100)) {
      assertTrue(mapping.segment().isReadOnly());
      assertTrue(mapping.segment().isNative());
    }
  }

  @Test
  void adviceIsTakenOnEveryRangeInside() throws IOException {
    Directory directory = directory();
    write(directory, SEGMENT, bytes(200_000));
    try (Mapping mapping = directory.map(SEGMENT, 200_000)) {
      for (AccessHint hint : AccessHint.values()) {
        mapping.advise(0, 200_000, hint);
        mapping.advise(100_001, 99_999, hint);
        mapping.advise(200_000, 0, hint);
      }
      assertThrows(
          IndexOutOfBoundsException.class,
          () -> mapping.advise(100_001, 100_000, AccessHint.RANDOM));
      assertArrayEquals(bytes(200_000), toBytes(mapping));
    }
  }

  @Test
  void mappingOutlivesTheNameAndTheDirectoryButNotItsClose() throws IOException {
    Directory directory = directory();
    write(directory, SEGMENT, bytes(5000));
    Mapping mapping = directory.map(SEGMENT, 5000);
    directory.delete(SEGMENT);
    assertEquals(Set.of(), directory.list());
    directory.close();
    assertArrayEquals(bytes(5000), toBytes(mapping));
    MemorySegment segment = mapping.segment();
    mapping.close();
    mapping.close();
    assertThrows(IllegalStateException.class, () -> segment.get(ValueLayout.JAVA_BYTE, 0));
  }

  @Test
  void inputOutlivesTheName() throws IOException {
    Directory directory = directory();
    write(directory, SEGMENT, bytes(5000));
    try (Input input = directory.open(SEGMENT)) {
      directory.delete(SEGMENT);
      ByteBuffer target = ByteBuffer.allocate(5000);
      input.read(0, target);
      assertArrayEquals(bytes(5000), target.array());
    }
  }

  @Test
  void publishGivesTheFinalNameAndTakesTheTemporaryOne() throws IOException {
    Directory directory = directory();
    write(directory, TEMPORARY, bytes(100));
    directory.publish(TEMPORARY, SEGMENT);
    directory.syncNames();
    assertEquals(Set.of(SEGMENT), directory.list());
    assertArrayEquals(bytes(100), read(directory, SEGMENT));
  }

  @Test
  void publishOntoAnExistingNameIsRefusedAndHarmsNeither() throws IOException {
    Directory directory = directory();
    write(directory, TEMPORARY, bytes(100));
    write(directory, SEGMENT, bytes(200));
    assertThrows(FileAlreadyExistsException.class, () -> directory.publish(TEMPORARY, SEGMENT));
    assertArrayEquals(bytes(100), read(directory, TEMPORARY));
    assertArrayEquals(bytes(200), read(directory, SEGMENT));
  }

  @Test
  void missingNamesAreNoSuchFile() throws IOException {
    Directory directory = directory();
    assertThrows(NoSuchFileException.class, () -> directory.open(SEGMENT));
    assertThrows(NoSuchFileException.class, () -> directory.map(SEGMENT, 0));
    assertThrows(NoSuchFileException.class, () -> directory.length(SEGMENT));
    assertThrows(NoSuchFileException.class, () -> directory.delete(SEGMENT));
    assertThrows(NoSuchFileException.class, () -> directory.publish(TEMPORARY, SEGMENT));
    try (Directory target = anotherDirectory()) {
      assertThrows(NoSuchFileException.class, () -> directory.linkTo(SEGMENT, target));
    }
  }

  @Test
  void deletedNameMayBeCreatedAgain() throws IOException {
    Directory directory = directory();
    write(directory, SEGMENT, bytes(100));
    directory.delete(SEGMENT);
    write(directory, SEGMENT, bytes(50));
    assertArrayEquals(bytes(50), read(directory, SEGMENT));
  }

  @Test
  void linkedFileLivesInBothDirectories() throws IOException {
    Directory directory = directory();
    write(directory, SEGMENT, bytes(300_000));
    try (Directory target = anotherDirectory()) {
      directory.linkTo(SEGMENT, target);
      assertThrows(FileAlreadyExistsException.class, () -> directory.linkTo(SEGMENT, target));
      directory.delete(SEGMENT);
      assertEquals(Set.of(SEGMENT), target.list());
      assertArrayEquals(bytes(300_000), read(target, SEGMENT));
    }
  }

  @Test
  void fileIsCopiedIntoADirectoryOfAnotherKind() throws IOException {
    try (Directory memory = new MemoryDirectory();
        Directory target = anotherDirectory()) {
      write(memory, SEGMENT, bytes(700_000));
      FileCopy.copy(memory, SEGMENT, target);
      assertEquals(Set.of(SEGMENT), target.list());
      assertArrayEquals(bytes(700_000), read(target, SEGMENT));
      assertThrows(FileAlreadyExistsException.class, () -> FileCopy.copy(memory, SEGMENT, target));
      assertEquals(Set.of(SEGMENT), target.list());
    }
  }

  @Test
  void durableWritesCrossTheStepsOfTheReserve() throws IOException {
    Directory directory = directory();
    byte[] content = bytes(20_000);
    try (Output output = directory.create(WAL, 4096)) {
      int[] ends = {0, 1, 100, 4096, 4097, 8000, 8200, 20_000};
      for (int i = 1; i < ends.length; i++) {
        output.writeAndSync(ByteBuffer.wrap(content, ends[i - 1], ends[i] - ends[i - 1]));
        assertEquals(ends[i], output.position());
        assertEquals(Math.ceilDiv(ends[i], 4096) * 4096L, directory.length(WAL));
      }
      byte[] file = read(directory, WAL);
      assertArrayEquals(content, Arrays.copyOf(file, content.length));
      assertArrayEquals(
          new byte[480], Arrays.copyOfRange(file, content.length, file.length), "zeros behind");
    }
  }

  @Test
  void plainWriteOverwritesReservedZeros() throws IOException {
    Directory directory = directory();
    try (Output output = directory.create(WAL, 4096)) {
      output.writeAndSync(ByteBuffer.wrap("first".getBytes(UTF_8)));
      output.write(ByteBuffer.wrap("second".getBytes(UTF_8)));
      output.sync();
      output.writeAndSync(ByteBuffer.wrap("third".getBytes(UTF_8)));
      assertEquals(16, output.position());
      assertEquals(4096, directory.length(WAL));
      byte[] start = Arrays.copyOf(read(directory, WAL), 16);
      assertEquals("firstsecondthird", new String(start, UTF_8));
    }
  }

  @Test
  void durableWriteWithoutReserveAppendsExactly() throws IOException {
    Directory directory = directory();
    try (Output output = directory.create(WAL, 0)) {
      output.writeAndSync(ByteBuffer.wrap(bytes(10)));
      assertEquals(10, output.position());
      assertEquals(10, directory.length(WAL));
    }
  }

  @Test
  void durableWriteLargerThanReserveAndPieceIsWhole() throws IOException {
    Directory directory = directory();
    byte[] content = bytes((2 << 20) + 5);
    try (Output output = directory.create(WAL, 65_536)) {
      ByteBuffer direct = ByteBuffer.allocateDirect(content.length).put(content).flip();
      output.writeAndSync(direct);
      assertEquals(content.length, output.position());
    }
    assertArrayEquals(content, Arrays.copyOf(read(directory, WAL), content.length));
  }

  @Test
  void secondLockIsRefusedUntilTheFirstIsClosed() throws IOException {
    Directory directory = directory();
    WriterLock first = directory.lock();
    assertThrows(LockHeldException.class, directory::lock);
    first.verify();
    first.close();
    first.close();
    assertThrows(LockLostException.class, first::verify);
    try (WriterLock second = directory.lock()) {
      first.close();
      second.verify();
      assertThrows(LockHeldException.class, directory::lock);
    }
  }

  @Test
  void freeSpaceIsPositive() throws IOException {
    assertTrue(directory().freeSpace() > 0);
  }

  @Test
  void spaceIsSetAsideAndReleased() throws IOException {
    Directory directory = directory();
    assertEquals(0, directory.reserved());
    directory.reserve(100_000);
    assertEquals(100_000, directory.reserved());
    directory.reserve(70_000);
    assertEquals(70_000, directory.reserved());
    assertEquals(Set.of(), directory.list());
    assertEquals(Set.of(), directory.strangers());
    directory.releaseReserve();
    directory.releaseReserve();
    assertEquals(0, directory.reserved());
  }

  @Test
  void childIsADirectoryOfItsOwn() throws IOException {
    Directory directory = directory();
    CollectionName name = new CollectionName(3);
    assertThrows(NoSuchFileException.class, () -> directory.openChild(name));
    try (Directory child = directory.createChild(name)) {
      directory.syncNames();
      write(child, SEGMENT, bytes(100));
      assertThrows(FileAlreadyExistsException.class, () -> directory.createChild(name));
    }
    assertEquals(Set.of(name), directory.children());
    assertEquals(Set.of(), directory.list());
    assertEquals(Set.of(), directory.strangers());
    try (Directory child = directory.openChild(name)) {
      assertArrayEquals(bytes(100), read(child, SEGMENT));
      assertThrows(DirectoryNotEmptyException.class, () -> directory.deleteChild(name));
      child.lock().close();
      child.reserve(1000);
      child.delete(SEGMENT);
    }
    directory.deleteChild(name);
    assertEquals(Set.of(), directory.children());
    assertThrows(NoSuchFileException.class, () -> directory.deleteChild(name));
  }

  @Test
  void fileIsLinkedIntoAChild() throws IOException {
    Directory directory = directory();
    write(directory, SEGMENT, bytes(5000));
    try (Directory child = directory.createChild(new CollectionName(1))) {
      directory.linkTo(SEGMENT, child);
      directory.delete(SEGMENT);
      assertArrayEquals(bytes(5000), read(child, SEGMENT));
    }
  }
}
