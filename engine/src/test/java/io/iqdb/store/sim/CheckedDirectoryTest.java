package io.iqdb.store.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import io.iqdb.store.Input;
import io.iqdb.store.Mapping;
import io.iqdb.store.Output;
import io.iqdb.store.WriterLock;
import io.iqdb.store.sim.Fault.Errno;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class CheckedDirectoryTest {
  private static final FileName TEMPORARY = FileName.temporary(1);
  private static final FileName SEGMENT = FileName.of(FileKind.SEGMENT, 1);
  private static final FileName WAL = FileName.of(FileKind.WAL, 2);

  private final SimDirectory disk = SimDirectory.empty();
  private final CheckedDirectory checked = CheckedDirectory.of(disk);

  private static ByteBuffer bytes() {
    return ByteBuffer.allocate(3);
  }

  private void misuse(String message, Executable call) {
    AssertionError error = assertThrows(AssertionError.class, call);
    assertEquals(message, error.getMessage());
    assertThrows(AssertionError.class, checked::close);
  }

  private void write(CheckedDirectory directory, FileName name) throws IOException {
    try (Output output = directory.create(name, 0)) {
      output.write(bytes());
      output.sync();
    }
  }

  @Test
  void rightUsePasses() throws IOException {
    WriterLock lock = checked.lock();
    lock.verify();
    write(checked, TEMPORARY);
    checked.publish(TEMPORARY, SEGMENT);
    checked.syncNames();
    try (Mapping mapping = checked.map(SEGMENT, 3)) {
      assertEquals(3, mapping.segment().byteSize());
    }
    checked.delete(SEGMENT);
    lock.close();
    lock.close(); // allowed for a lock
    checked.close();
  }

  @Test
  void outputClosedTwice() throws IOException {
    Output output = checked.create(WAL, 0);
    output.close();
    misuse("output wal-000002 is closed twice", output::close);
  }

  @Test
  void inputClosedTwice() throws IOException {
    write(checked, WAL);
    Input input = checked.open(WAL);
    input.close();
    misuse("input wal-000002 is closed twice", input::close);
  }

  @Test
  void mappingClosedTwice() throws IOException {
    write(checked, WAL);
    Mapping mapping = checked.map(WAL, 3);
    mapping.close();
    misuse("mapping wal-000002 is closed twice", mapping::close);
  }

  @Test
  void writeAfterClose() throws IOException {
    Output output = checked.create(WAL, 0);
    output.close();
    misuse("output wal-000002 is written after close", () -> output.write(bytes()));
  }

  @Test
  void syncAfterClose() throws IOException {
    Output output = checked.create(WAL, 0);
    output.close();
    misuse("output wal-000002 is synced after close", output::sync);
  }

  @Test
  void writeAfterFailedWrite() throws IOException {
    disk.inject(FaultPlan.once(Set.of(Call.WRITE), 1, Fault.fail(Errno.EIO)));
    Output output = checked.create(WAL, 0);
    assertThrows(IOException.class, () -> output.write(bytes()));
    misuse("output wal-000002 is written after it failed", () -> output.writeAndSync(bytes()));
  }

  @Test
  void syncAfterFailedSync() throws IOException {
    disk.inject(FaultPlan.once(Set.of(Call.SYNC), 1, Fault.fail(Errno.EIO)));
    Output output = checked.create(WAL, 0);
    output.write(bytes());
    assertThrows(IOException.class, output::sync);
    misuse("output wal-000002 is synced after it failed", output::sync);
  }

  @Test
  void readFromClosedInput() throws IOException {
    write(checked, WAL);
    Input input = checked.open(WAL);
    input.close();
    misuse("input wal-000002 is read after close", () -> input.read(0, bytes()));
  }

  @Test
  void mappingUsedAfterClose() throws IOException {
    write(checked, WAL);
    Mapping mapping = checked.map(WAL, 3);
    mapping.close();
    misuse("mapping wal-000002 is read after close", mapping::segment);
  }

  @Test
  void handlesLeakedAtClose() throws IOException {
    checked.create(WAL, 0);
    checked.lock();
    AssertionError error = assertThrows(AssertionError.class, checked::close);
    assertEquals("still open: [output wal-000002, lock]", error.getMessage());
  }

  @Test
  void directoryUsedAfterClose() throws IOException {
    checked.close();
    misuse("the directory is used after close", checked::list);
  }

  @Test
  void openFileDeleted() throws IOException {
    write(checked, WAL);
    try (Input input = checked.open(WAL)) {
      assertEquals(3, input.length());
      misuse("wal-000002 is deleted while it is open", () -> checked.delete(WAL));
    }
  }

  @Test
  void openFilePublished() throws IOException {
    try (Output output = checked.create(TEMPORARY, 0)) {
      output.writeAndSync(bytes());
      misuse("tmp-000001 is published while it is open", () -> checked.publish(TEMPORARY, SEGMENT));
    }
  }

  @Test
  void unsyncedTemporaryPublished() throws IOException {
    try (Output output = checked.create(TEMPORARY, 0)) {
      output.writeAndSync(bytes());
      output.write(bytes());
    }
    misuse(
        "tmp-000001 is published as seg-000001 before it is synced",
        () -> checked.publish(TEMPORARY, SEGMENT));
  }

  @Test
  void finalNamePublishedAgain() throws IOException {
    write(checked, SEGMENT);
    FileName other = FileName.of(FileKind.SEGMENT, 9);
    misuse("seg-000001 is published as seg-000009", () -> checked.publish(SEGMENT, other));
  }

  @Test
  void walPublished() throws IOException {
    write(checked, TEMPORARY);
    misuse("a wal file is never published: wal-000002", () -> checked.publish(TEMPORARY, WAL));
  }

  @Test
  void swallowedMisuseIsRepeatedAtClose() throws IOException {
    Output output = checked.create(WAL, 0);
    output.close();
    AssertionError swallowed = assertThrows(AssertionError.class, output::close);
    assertEquals(swallowed, assertThrows(AssertionError.class, checked::assertNoMisuse).getCause());
    assertEquals(swallowed, assertThrows(AssertionError.class, checked::close).getCause());
  }

  @Test
  void windowsRefusesToDeleteOrRenameOpenFiles() throws IOException {
    CheckedDirectory windows = CheckedDirectory.windows(disk);
    write(windows, TEMPORARY);
    try (Mapping mapping = windows.map(TEMPORARY, 3)) {
      assertEquals(3, mapping.segment().byteSize());
      assertThrows(AccessDeniedException.class, () -> windows.delete(TEMPORARY));
      assertThrows(AccessDeniedException.class, () -> windows.publish(TEMPORARY, SEGMENT));
    }
    windows.publish(TEMPORARY, SEGMENT);
    windows.delete(SEGMENT);
    windows.close();
  }

  @Test
  void windowsTakesAllSpellingsOfANameForOne() throws IOException {
    disk.addStranger("WAL-000002");
    CheckedDirectory windows = CheckedDirectory.windows(disk);
    assertThrows(FileAlreadyExistsException.class, () -> windows.create(WAL, 0));
    checked.create(WAL, 0).close();
    assertTrue(checked.list().contains(WAL));
  }
}
