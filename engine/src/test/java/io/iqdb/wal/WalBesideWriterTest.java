package io.iqdb.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.error.CorruptFileException;
import io.iqdb.format.FileName;
import io.iqdb.store.Directory;
import io.iqdb.store.Input;
import io.iqdb.store.MemoryDirectory;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class WalBesideWriterTest {
  private final Logs.Lines lines = new Logs.Lines();

  @Test
  void aFrameThatWasHalfWrittenIsReadAgain() throws IOException {
    Directory directory = new MemoryDirectory();
    List<Long> places;
    try (WalWriter writer = Logs.create(directory, 1)) {
      places = Logs.write(writer, 0, 3);
    }
    byte[] whole = Logs.bytes(directory, 1);
    // the first read of the file sees the second frame half written and the third complete
    byte[] early = whole.clone();
    Arrays.fill(early, (int) places.get(1).longValue() + 60, places.get(2).intValue(), (byte) 0);
    AtomicBoolean first = new AtomicBoolean(true);
    Input input = new EarlyInput(early, whole, first);
    ReplayReport report = replay(input, true);
    assertEquals(Logs.puts(0, 6), lines.lines);
    assertEquals(new ReplayReport(6, 3, 6, List.of()), report);
    first.set(true);
    assertThrows(CorruptFileException.class, () -> replay(input, false));
  }

  @Test
  void aFrameThatStaysDamagedIsCorruption() throws IOException {
    Directory directory = new MemoryDirectory();
    List<Long> places;
    try (WalWriter writer = Logs.create(directory, 1)) {
      places = Logs.write(writer, 0, 3);
    }
    byte[] damaged = Logs.bytes(directory, 1);
    damaged[places.get(1).intValue() + 60]++;
    assertThrows(
        CorruptFileException.class,
        () -> replay(new EarlyInput(damaged, damaged, new AtomicBoolean()), true));
  }

  @Test
  void whatIsHalfWrittenIsNoCut() throws IOException {
    Directory directory = new MemoryDirectory();
    try (WalWriter writer = Logs.create(directory, 1)) {
      Logs.write(writer, 0, 3);
    }
    byte[] whole = Logs.bytes(directory, 1);
    byte[] torn = Arrays.copyOf(whole, whole.length - 20);
    ReplayReport report = replay(new EarlyInput(torn, torn, new AtomicBoolean()), true);
    assertEquals(new ReplayReport(3, 2, 3, List.of()), report);
  }

  @Test
  void aLiveLogIsReadUpToWhereItIs() throws Exception {
    Directory directory = new MemoryDirectory();
    AtomicBoolean done = new AtomicBoolean();
    try (WalWriter writer = Logs.create(directory, 1, 1 << 16)) {
      Thread thread =
          new Thread(() -> {
            try {
              for (int i = 0; i < 3_000; i++) {
                writer.appendAndSync(Logs.frame(writer, i, 1));
                if (i % 3 == 0) {
                  writer.vouch();
                }
              }
            } catch (IOException e) {
              throw new AssertionError(e);
            } finally {
              done.set(true);
            }
          });
      thread.start();
      long reached = 0;
      do {
        Logs.Lines seen = new Logs.Lines();
        ReplayReport report =
            new WalReplay(
                    directory, Logs.DATABASE, Logs.DIMENSION, List.of(Logs.open(1, 0)), reached)
                .readBesideWriter(seen);
        assertTrue(report.nextSequence() >= reached);
        reached = report.nextSequence();
        assertEquals(Logs.puts(0, reached), seen.lines);
      } while (!done.get());
      thread.join();
      ReplayReport end = Logs.replay(directory, lines, Logs.open(1, 0));
      assertEquals(3_000, end.nextSequence());
      assertEquals(0, end.bytesCut());
    }
  }

  private ReplayReport replay(Input input, boolean besideWriter) throws IOException {
    Directory directory =
        (Directory)
            Proxy.newProxyInstance(
                Directory.class.getClassLoader(),
                new Class<?>[] {Directory.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("open")
                      && arguments[0] instanceof FileName name
                      && name.equals(Logs.name(1))) {
                    return input;
                  }
                  throw new InvocationTargetException(null, method.getName());
                });
    WalReplay replay =
        new WalReplay(directory, Logs.DATABASE, Logs.DIMENSION, List.of(Logs.open(1, 0)), 0);
    return besideWriter ? replay.readBesideWriter(lines) : replay.replay(new Logs.Lines());
  }

  /** Shows a file as it was, until the first read of its frames has seen it. */
  private static final class EarlyInput implements Input {
    private final byte[] early;
    private final byte[] late;
    private final AtomicBoolean first;

    EarlyInput(byte[] early, byte[] late, AtomicBoolean first) {
      this.early = early;
      this.late = late;
      this.first = first;
    }

    @Override
    public long length() {
      return late.length;
    }

    @Override
    public void read(long position, ByteBuffer target) {
      boolean frames = position > 0;
      byte[] seen = first.get() ? early : late;
      target.put(seen, (int) position, target.remaining());
      if (frames) {
        first.set(false);
      }
    }

    @Override
    public void read(long position, MemorySegment target) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
  }
}
