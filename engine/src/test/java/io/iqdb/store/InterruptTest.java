package io.iqdb.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A caller that is interrupted harms neither its own call nor anybody else's. */
final class InterruptTest {
  private static final int RECORD = 100;

  @TempDir Path folder;

  enum Caller {
    PLATFORM,
    VIRTUAL;

    Thread start(Runnable task) {
      return this == VIRTUAL ? Thread.ofVirtual().start(task) : Thread.ofPlatform().start(task);
    }
  }

  @ParameterizedTest
  @EnumSource
  void interruptedCallerCompletesEveryCallAndStaysInterrupted(Caller caller) throws Exception {
    FutureTask<Boolean> task =
        new FutureTask<>(() -> {
          Thread.currentThread().interrupt();
          useEverything(1);
          return Thread.currentThread().isInterrupted();
        });
    caller.start(task).join();
    assertTrue(task.get(), "the interrupt is the caller's to see");
  }

  @ParameterizedTest
  @EnumSource
  void interruptsInTheMiddleOfCallsBreakNothing(Caller caller) throws Exception {
    FutureTask<Void> task =
        new FutureTask<>(() -> {
          useEverything(100);
          return null;
        });
    Thread victim = caller.start(task);
    long sent = 0;
    while (!task.isDone()) {
      victim.interrupt();
      sent++;
      Thread.onSpinWait();
    }
    task.get();
    assertTrue(sent > 0);
  }

  private void useEverything(int rounds) throws IOException {
    Directory directory = FsDirectory.create(folder.resolve("database"));
    FileName wal = FileName.of(FileKind.WAL, 1);
    try (WriterLock lock = directory.lock();
        Output output = directory.create(wal, 4096);
        Input input = directory.open(wal);
        Arena arena = Arena.ofConfined()) {
      for (int round = 0; round < rounds; round++) {
        byte[] record = DirectoryContract.bytes(RECORD + round);
        long start = output.position();
        if (round % 3 == 0) {
          output.write(ByteBuffer.wrap(record));
          output.sync();
        } else {
          output.writeAndSync(ByteBuffer.wrap(record));
        }
        ByteBuffer back = ByteBuffer.allocate(record.length);
        input.read(start, back);
        assertArrayEquals(record, back.array());
        input.read(start, arena.allocate(record.length));
        FileName segment = FileName.of(FileKind.SEGMENT, 2 + round);
        try (Output temporary = directory.create(FileName.temporary(1), 0)) {
          temporary.write(ByteBuffer.wrap(record));
          temporary.sync();
        }
        directory.publish(FileName.temporary(1), segment);
        directory.syncNames();
        try (Mapping mapping = directory.map(segment, record.length)) {
          assertArrayEquals(record, DirectoryContract.toBytes(mapping));
        }
        assertEquals(2, directory.list().size());
        directory.delete(segment);
        lock.verify();
      }
    }
  }
}
