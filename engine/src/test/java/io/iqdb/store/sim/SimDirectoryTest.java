package io.iqdb.store.sim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import io.iqdb.store.AccessHint;
import io.iqdb.store.Input;
import io.iqdb.store.LockHeldException;
import io.iqdb.store.LockLostException;
import io.iqdb.store.Mapping;
import io.iqdb.store.NoSpaceException;
import io.iqdb.store.Output;
import io.iqdb.store.WriterLock;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SimDirectoryTest {
  private static final FileName TEMPORARY = FileName.temporary(1);
  private static final FileName SEGMENT = FileName.of(FileKind.SEGMENT, 1);
  private static final FileName WAL = FileName.of(FileKind.WAL, 2);

  private final SimDirectory disk = SimDirectory.empty();

  private static ByteBuffer bytes(int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length);
    for (int value : values) {
      bytes.put((byte) value);
    }
    return bytes.flip();
  }

  private void write(FileName name, int... values) throws IOException {
    try (Output output = disk.create(name, 0)) {
      output.write(bytes(values));
    }
  }

  private byte[] content(FileName name) {
    Content content = disk.image().files().get(name);
    return content == null ? new byte[0] : content.toBytes();
  }

  @Test
  void readsSeeWhatWasNotSynced() throws IOException {
    write(TEMPORARY, 1, 2, 3);
    try (Input input = disk.open(TEMPORARY)) {
      ByteBuffer two = ByteBuffer.allocate(2);
      input.read(1, two);
      assertEquals(bytes(2, 3), two.flip());
      assertThrows(EOFException.class, () -> input.read(2, ByteBuffer.allocate(2)));
    }
  }

  @Test
  void reservedFileEndsInZeros() throws IOException {
    try (Output output = disk.create(WAL, 8)) {
      assertArrayEquals(new byte[8], content(WAL));
      output.writeAndSync(bytes(1, 2, 3));
      assertEquals(3, output.position());
      assertArrayEquals(new byte[] {1, 2, 3, 0, 0, 0, 0, 0}, content(WAL));
      output.write(bytes(4, 5, 6, 7, 8, 9));
      assertEquals(16, disk.length(WAL));
    }
    List<String> log = disk.log().ops().stream().map(Op::describe).toList();
    assertEquals(
        List.of(
            "create wal-000002",
            "reserve wal-000002 @0+8",
            "sync wal-000002",
            "write wal-000002 @0+3",
            "sync wal-000002",
            "reserve wal-000002 @8+8",
            "sync wal-000002",
            "write wal-000002 @3+6"),
        log);
  }

  @Test
  void fullDiskTakesAPartOfAPlainWrite() throws IOException {
    disk.limitTo(5);
    try (Output output = disk.create(TEMPORARY, 0)) {
      output.write(bytes(1, 2, 3));
      assertThrows(NoSpaceException.class, () -> output.write(bytes(4, 5, 6)));
    }
    assertArrayEquals(new byte[] {1, 2, 3, 4, 5}, content(TEMPORARY));
    assertEquals(0, disk.freeSpace());
  }

  @Test
  void fullDiskTakesNothingOfAWriteThatSyncs() throws IOException {
    disk.limitTo(5);
    try (Output output = disk.create(WAL, 4)) {
      output.writeAndSync(bytes(1, 2, 3));
      assertThrows(NoSpaceException.class, () -> output.writeAndSync(bytes(4, 5, 6)));
    }
    assertArrayEquals(new byte[] {1, 2, 3, 0, 0}, content(WAL));
  }

  @Test
  void deletedFileKeepsItsSpaceWhileItIsOpen() throws IOException {
    disk.limitTo(5);
    write(TEMPORARY, 1, 2, 3);
    try (Input input = disk.open(TEMPORARY)) {
      disk.delete(TEMPORARY);
      assertEquals(3, input.length());
      assertEquals(2, disk.freeSpace());
    }
    assertEquals(5, disk.freeSpace());
  }

  @Test
  void publicationMovesTheNameOnce() throws IOException {
    write(TEMPORARY, 1);
    disk.publish(TEMPORARY, SEGMENT);
    assertEquals(Set.of(SEGMENT), disk.list());
    write(TEMPORARY, 2);
    assertThrows(FileAlreadyExistsException.class, () -> disk.publish(TEMPORARY, SEGMENT));
    assertArrayEquals(new byte[] {1}, content(SEGMENT));
  }

  @Test
  void missingNamesAndTakenNamesAreRefused() throws IOException {
    assertThrows(NoSuchFileException.class, () -> disk.delete(SEGMENT));
    assertThrows(NoSuchFileException.class, () -> disk.open(SEGMENT));
    assertThrows(NoSuchFileException.class, () -> disk.length(SEGMENT));
    assertThrows(NoSuchFileException.class, () -> disk.publish(TEMPORARY, SEGMENT));
    write(SEGMENT, 1);
    assertThrows(FileAlreadyExistsException.class, () -> disk.create(SEGMENT, 0));
  }

  @Test
  void mappingIsTheFileUntilItIsClosed() throws IOException {
    write(SEGMENT, 1, 2, 3);
    assertThrows(IOException.class, () -> disk.map(SEGMENT, 4));
    Mapping mapping = disk.map(SEGMENT, 3);
    MemorySegment segment = mapping.segment();
    mapping.advise(0, 3, AccessHint.WILL_NEED);
    assertEquals(2, segment.get(ValueLayout.JAVA_BYTE, 1));
    assertTrue(segment.isNative() && segment.isReadOnly());
    mapping.close();
    assertThrows(IllegalStateException.class, () -> segment.get(ValueLayout.JAVA_BYTE, 1));
  }

  @Test
  void closedHandlesAreRefused() throws IOException {
    Output output = disk.create(TEMPORARY, 0);
    output.close();
    assertThrows(ClosedChannelException.class, () -> output.write(bytes(1)));
    assertThrows(ClosedChannelException.class, output::sync);
    Input input = disk.open(TEMPORARY);
    input.close();
    assertThrows(ClosedChannelException.class, input::length);
  }

  @Test
  void lockHasOneHolder() throws IOException {
    WriterLock lock = disk.lock();
    assertThrows(LockHeldException.class, disk::lock);
    lock.verify();
    lock.close();
    disk.lock().close();
  }

  @Test
  void replacedLockIsNoticedByItsHolder() throws IOException {
    WriterLock lock = disk.lock();
    disk.replaceLock();
    assertThrows(LockLostException.class, lock::verify);
    WriterLock second = disk.lock();
    lock.close();
    second.verify();
  }

  @Test
  void syncedFileIsLinkedAsDurable() throws IOException {
    SimDirectory backup = SimDirectory.empty();
    try (Output output = disk.create(SEGMENT, 0)) {
      output.writeAndSync(bytes(1, 2));
    }
    disk.linkTo(SEGMENT, CheckedDirectory.of(backup));
    assertEquals(disk.image().files(), backup.image().files());
    assertEquals("link seg-000001", backup.log().ops().getFirst().describe());
    assertThrows(FileAlreadyExistsException.class, () -> disk.linkTo(SEGMENT, backup));
  }

  @Test
  void unsyncedFileIsLinkedAsUnsynced() throws IOException {
    SimDirectory backup = SimDirectory.empty();
    write(SEGMENT, 1, 2);
    disk.linkTo(SEGMENT, backup);
    assertEquals("write seg-000001 @0+2", backup.log().ops().getLast().describe());
  }

  @Test
  void strangersAreListedApart() throws IOException {
    disk.addStranger("notes.txt");
    assertEquals(Set.of("notes.txt"), disk.strangers());
    assertEquals(Set.of(), disk.list());
  }

  @Test
  void imageIsADiskOfItsOwn() throws IOException {
    write(SEGMENT, 1);
    SimDirectory copy = SimDirectory.of(disk.image());
    disk.delete(SEGMENT);
    assertEquals(Set.of(SEGMENT), copy.list());
    assertEquals(0, copy.log().size());
  }
}
