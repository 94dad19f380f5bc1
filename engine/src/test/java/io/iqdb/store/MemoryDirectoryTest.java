package io.iqdb.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The contract in memory, and when that memory goes. */
final class MemoryDirectoryTest extends DirectoryContract {
  private final MemoryDirectory directory = new MemoryDirectory();

  @AfterEach
  void close() {
    directory.close();
  }

  @Override
  Directory directory() {
    return directory;
  }

  @Override
  Directory anotherDirectory() {
    return new MemoryDirectory();
  }

  @Test
  void mappingKeepsItsBytesWhileTheFileGrows() throws IOException {
    try (Output output = directory.create(SEGMENT, 0)) {
      output.write(ByteBuffer.wrap(bytes(1000)));
      try (Mapping mapping = directory.map(SEGMENT, 1000)) {
        output.write(ByteBuffer.wrap(bytes(1_000_000)));
        assertArrayEquals(bytes(1000), toBytes(mapping));
      }
    }
    byte[] expected = Arrays.copyOf(bytes(1000), 1_001_000);
    System.arraycopy(bytes(1_000_000), 0, expected, 1000, 1_000_000);
    assertArrayEquals(expected, read(directory, SEGMENT));
  }

  @Test
  void memoryGoesWithTheLastOfDirectoryAndMappings() throws IOException {
    write(directory, SEGMENT, bytes(100));
    Mapping first = directory.map(SEGMENT, 100);
    Mapping second = directory.map(SEGMENT, 100);
    MemorySegment segment = first.segment();
    first.close();
    directory.close();
    assertEquals(bytes(100)[7], segment.get(ValueLayout.JAVA_BYTE, 7));
    second.close();
    assertThrows(IllegalStateException.class, () -> segment.get(ValueLayout.JAVA_BYTE, 7));
  }

  @Test
  void memoryOfAFileInTwoDirectoriesOutlivesEither() throws IOException {
    write(directory, SEGMENT, bytes(100));
    try (MemoryDirectory other = new MemoryDirectory()) {
      directory.linkTo(SEGMENT, other);
      directory.close();
      assertArrayEquals(bytes(100), read(other, SEGMENT));
    }
  }

  @Test
  void moreThanTheMemoryThereIsIsNoSpace() throws IOException {
    try (Output output = directory.create(WAL, 1L << 60)) {
      assertThrows(NoSpaceException.class, () -> output.writeAndSync(ByteBuffer.wrap(bytes(1))));
      assertEquals(0, output.position());
      assertEquals(0, directory.length(WAL));
    }
  }

  @Test
  void closedDirectoryRefusesEverything() {
    directory.close();
    directory.close();
    assertThrows(ClosedChannelException.class, directory::list);
    assertThrows(ClosedChannelException.class, () -> directory.create(SEGMENT, 0));
    assertThrows(ClosedChannelException.class, directory::lock);
    assertThrows(ClosedChannelException.class, directory::syncNames);
  }
}
