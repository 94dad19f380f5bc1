package io.iqdb.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.error.CorruptFileException;
import io.iqdb.format.manifest.WalEntry;
import io.iqdb.format.wal.EncodedRecords;
import io.iqdb.format.wal.WalFrameEncoder;
import io.iqdb.policy.Limits;
import io.iqdb.store.Directory;
import io.iqdb.store.MemoryDirectory;
import io.iqdb.store.Output;
import io.iqdb.types.Bookmark;
import io.iqdb.types.VectorId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class WalReplayTest {
  private final Logs.Lines lines = new Logs.Lines();

  /** The bytes of a log of three synced frames: 1, 2 and 3 records from sequence 0. */
  private static byte[] threeFrames(List<Long> places) throws IOException {
    Directory directory = new MemoryDirectory();
    try (WalWriter writer = Logs.create(directory, 1)) {
      places.addAll(Logs.write(writer, 0, 3));
    }
    return Logs.bytes(directory, 1);
  }

  @Test
  void everyRecordComesBackInOrder() throws IOException {
    Directory directory = new MemoryDirectory();
    try (WalWriter writer = Logs.create(directory, 1)) {
      EncodedRecords records = new EncodedRecords(Limits.MAX);
      records.delete(VectorId.of(7));
      records.bookmark(Bookmark.of("orders", new byte[1]));
      WalFrameEncoder encoder = new WalFrameEncoder();
      writer.append(Logs.frame(writer, 10, 2));
      encoder.begin(12);
      encoder.append(records);
      writer.append(encoder.finish(writer.position(), writer.syncedUpTo(), writer.salt()));
      encoder.beginMarker(14, 100, 5);
      writer.append(encoder.finish(writer.position(), writer.syncedUpTo(), writer.salt()));
      writer.sync();
      writer.vouch();
      writer.append(Logs.frame(writer, 114, 1));
    }
    ReplayReport report = Logs.replay(directory, lines, Logs.open(1, 10));
    assertEquals(
        List.of(
            "10 put 10",
            "11 put 11",
            "12 delete 7",
            "13 mark orders",
            "14 bulk 100 in 5",
            "114 put 114"),
        lines.lines);
    assertEquals(new ReplayReport(115, 5, 105, List.of()), report);
  }

  @Test
  void aLogWithoutFramesHoldsNothing() throws IOException {
    Directory directory = new MemoryDirectory();
    Logs.create(directory, 1).close();
    assertEquals(
        new ReplayReport(7, 0, 0, List.of()), Logs.replay(directory, lines, Logs.open(1, 7)));
  }

  @Test
  void noLogsHoldNothing() throws IOException {
    assertEquals(
        new ReplayReport(42, 0, 0, List.of()),
        new WalReplay(new MemoryDirectory(), Logs.DATABASE, 2, List.of(), 42).replay(lines));
  }

  @Test
  void zerosBehindTheFramesAreNoCut() throws IOException {
    Directory directory = new MemoryDirectory();
    try (WalWriter writer = Logs.create(directory, 1, 1 << 16)) {
      Logs.write(writer, 0, 2);
    }
    assertTrue(directory.length(Logs.name(1)) >= 1 << 16);
    ReplayReport report = Logs.replay(directory, lines, Logs.open(1, 0));
    assertEquals(new ReplayReport(3, 2, 3, List.of()), report);
  }

  @Test
  void aTornTailIsCutAndCountedAtEveryLength() throws IOException {
    List<Long> places = new ArrayList<>();
    byte[] whole = threeFrames(places);
    int last = (int) (long) places.get(2);
    for (int length = last + 1; length < whole.length; length++) {
      for (int zeros : new int[] {0, 512}) {
        byte[] torn = Arrays.copyOf(Arrays.copyOf(whole, length), length + zeros);
        if (torn.length >= whole.length
            && Arrays.equals(torn, 0, whole.length, whole, 0, whole.length)) {
          continue; // what was lost was zero
        }
        Logs.Lines seen = new Logs.Lines();
        ReplayReport report = Logs.replay(Logs.of(1, torn), seen, Logs.open(1, 0));
        assertEquals(Logs.puts(0, 3), seen.lines);
        assertEquals(1, report.cuts().size());
        assertEquals(last, report.cuts().getFirst().offset());
        assertTrue(report.bytesCut() > 0 && report.bytesCut() <= length - last);
        assertEquals(3, report.nextSequence());
      }
    }
  }

  @Test
  void aFlipInTheLastFrameIsCut() throws IOException {
    List<Long> places = new ArrayList<>();
    byte[] whole = threeFrames(places);
    int last = (int) (long) places.get(2);
    for (int i = last; i < whole.length; i++) {
      byte[] damaged = flip(whole, i);
      Logs.Lines seen = new Logs.Lines();
      ReplayReport report = Logs.replay(Logs.of(1, damaged), seen, Logs.open(1, 0));
      assertEquals(Logs.puts(0, 3), seen.lines);
      assertTrue(report.bytesCut() > 0);
    }
  }

  @Test
  void aFlipInAFrameThatALaterOneVouchesForIsCorruption() throws IOException {
    List<Long> places = new ArrayList<>();
    byte[] whole = threeFrames(places);
    int last = (int) (long) places.get(2);
    for (int i = 0; i < last; i++) {
      byte[] damaged = flip(whole, i);
      Logs.Lines seen = new Logs.Lines();
      CorruptFileException corrupt =
          assertThrows(
              CorruptFileException.class,
              () -> Logs.replay(Logs.of(1, damaged), seen, Logs.open(1, 0)),
              "byte " + i);
      assertEquals("wal-000001", corrupt.file());
      assertTrue(Logs.puts(0, 3).containsAll(seen.lines), "only records in front of the damage");
    }
  }

  @Test
  void framesThatWereNotSyncedAreCutFromTheFirstBadOneOn() throws IOException {
    Directory directory = new MemoryDirectory();
    long second;
    try (WalWriter writer = Logs.create(directory, 1)) {
      writer.append(Logs.frame(writer, 0, 1));
      second = writer.position();
      writer.append(Logs.frame(writer, 1, 1));
      writer.append(Logs.frame(writer, 2, 1));
    }
    byte[] whole = Logs.bytes(directory, 1);
    byte[] damaged = flip(whole, (int) second + 60);
    ReplayReport report = Logs.replay(Logs.of(1, damaged), lines, Logs.open(1, 0));
    assertEquals(Logs.puts(0, 1), lines.lines);
    assertEquals(second, report.cuts().getFirst().offset());
  }

  @Test
  void aFrameThatOnlyRecordsASyncVouchesForTheLastOne() throws IOException {
    Directory directory = new MemoryDirectory();
    long last;
    try (WalWriter writer = Logs.create(directory, 1)) {
      last = Logs.write(writer, 0, 2).get(1);
      writer.vouch();
    }
    byte[] damaged = flip(Logs.bytes(directory, 1), (int) last + 50);
    assertThrows(
        CorruptFileException.class, () -> Logs.replay(Logs.of(1, damaged), lines, Logs.open(1, 0)));
  }

  @Test
  void aFrameOfZerosThatALaterOneVouchesForIsCorruption() throws IOException {
    List<Long> places = new ArrayList<>();
    byte[] whole = threeFrames(places);
    Arrays.fill(whole, (int) (long) places.get(1), (int) (long) places.get(2), (byte) 0);
    assertThrows(
        CorruptFileException.class, () -> Logs.replay(Logs.of(1, whole), lines, Logs.open(1, 0)));
  }

  @Test
  void aSealedLogIsReadExactlyToItsLength() throws IOException {
    List<Long> places = new ArrayList<>();
    byte[] whole = threeFrames(places);
    WalEntry all = Logs.open(1, 0).sealedAt(whole.length);
    byte[] longer = Arrays.copyOf(whole, whole.length + 100);
    Arrays.fill(longer, whole.length, longer.length, (byte) 0x55); // the frame that failed
    assertEquals(new ReplayReport(6, 3, 6, List.of()), Logs.replay(Logs.of(1, longer), lines, all));
    assertEquals(Logs.puts(0, 6), lines.lines);
    Logs.Lines fewer = new Logs.Lines();
    Logs.replay(Logs.of(1, whole), fewer, Logs.open(1, 0).sealedAt(places.get(2)));
    assertEquals(Logs.puts(0, 3), fewer.lines);
  }

  @Test
  void anyDamageInASealedLogIsCorruption() throws IOException {
    byte[] whole = threeFrames(new ArrayList<>());
    WalEntry sealed = Logs.open(1, 0).sealedAt(whole.length);
    for (int i = 0; i < whole.length; i++) {
      byte[] damaged = flip(whole, i);
      assertThrows(
          CorruptFileException.class,
          () -> Logs.replay(Logs.of(1, damaged), new Logs.Lines(), sealed),
          "byte " + i);
    }
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThrows(
          CorruptFileException.class,
          () -> Logs.replay(Logs.of(1, cut), new Logs.Lines(), sealed),
          "length " + length);
    }
    byte[] zeros = Arrays.copyOf(Arrays.copyOf(whole, whole.length - 200), whole.length);
    assertThrows(
        CorruptFileException.class, () -> Logs.replay(Logs.of(1, zeros), new Logs.Lines(), sealed));
  }

  @Test
  void sealedInsideAFrameIsCorruption() throws IOException {
    List<Long> places = new ArrayList<>();
    byte[] whole = threeFrames(places);
    assertThrows(
        CorruptFileException.class,
        () -> Logs.replay(Logs.of(1, whole), lines, Logs.open(1, 0).sealedAt(places.get(2) + 8)));
  }

  @Test
  void sequencesGoOnFromLogToLog() throws IOException {
    Directory directory = new MemoryDirectory();
    WalEntry first = twoLogs(directory, 6, 9);
    ReplayReport report = Logs.replay(directory, lines, first, Logs.open(2, 6), Logs.open(3, 0));
    assertEquals(Logs.puts(0, 10), lines.lines);
    assertEquals(10, report.nextSequence());
    assertEquals(6, report.frames());
  }

  /** Log 1 sealed (0 to 5), 2 and 3 open. */
  private static WalEntry twoLogs(Directory directory, long second, long third) throws IOException {
    long length;
    try (WalWriter writer = Logs.create(directory, 1)) {
      length = Logs.write(writer, 0, 3).getLast();
    }
    try (WalWriter writer = Logs.create(directory, 2)) {
      Logs.write(writer, second, 2);
    }
    try (WalWriter writer = Logs.create(directory, 3)) {
      Logs.write(writer, third, 1);
    }
    return Logs.open(1, 0).sealedAt(length);
  }

  @Test
  void aGapBetweenLogsIsCorruption() throws IOException {
    Directory gapInFrames = new MemoryDirectory();
    WalEntry first = twoLogs(gapInFrames, 7, 10);
    assertThrows(
        CorruptFileException.class, () -> Logs.replay(gapInFrames, lines, first, Logs.open(2, 6)));
    assertThrows(
        CorruptFileException.class, () -> Logs.replay(gapInFrames, lines, first, Logs.open(2, 7)));
    Directory overlap = new MemoryDirectory();
    WalEntry sealed = twoLogs(overlap, 5, 8);
    assertThrows(
        CorruptFileException.class, () -> Logs.replay(overlap, lines, sealed, Logs.open(2, 5)));
  }

  @Test
  void aLogNamedAheadProvesWhereTheOneBeforeItEnded() throws IOException {
    Directory directory = new MemoryDirectory();
    twoLogs(directory, 6, 9);
    byte[] second = Logs.bytes(directory, 2);
    // the last frame of log 2 is lost without a trace, but log 3 goes on behind it
    Directory lost = new MemoryDirectory();
    Logs.put(lost, 2, Arrays.copyOf(second, 160));
    Logs.put(lost, 3, Logs.bytes(directory, 3));
    assertThrows(
        CorruptFileException.class,
        () -> Logs.replay(lost, lines, Logs.open(2, 6), Logs.open(3, 6)));
    // garbage behind the last frame is a write that failed before log 3 took over
    Directory garbage = new MemoryDirectory();
    byte[] longer = Arrays.copyOf(second, second.length + 20);
    Arrays.fill(longer, second.length, longer.length, (byte) 1);
    Logs.put(garbage, 2, longer);
    Logs.put(garbage, 3, Logs.bytes(directory, 3));
    ReplayReport report = Logs.replay(garbage, new Logs.Lines(), Logs.open(2, 6), Logs.open(3, 6));
    assertEquals(10, report.nextSequence());
    assertEquals(20, report.bytesCut());
  }

  @Test
  void aSequenceThatAManifestProvesAndNoLogReachesIsCorruption() throws IOException {
    byte[] whole = threeFrames(new ArrayList<>());
    List<WalEntry> entries = List.of(Logs.open(1, 0));
    assertEquals(6, replayProven(whole, entries, 6).nextSequence());
    byte[] torn = Arrays.copyOf(whole, whole.length - 9);
    assertEquals(3, replayProven(torn, entries, 3).nextSequence());
    assertThrows(CorruptFileException.class, () -> replayProven(torn, entries, 4));
  }

  private ReplayReport replayProven(byte[] log, List<WalEntry> entries, long proven)
      throws IOException {
    return new WalReplay(Logs.of(1, log), Logs.DATABASE, Logs.DIMENSION, entries, proven)
        .replay(lines);
  }

  @Test
  void aLogOfAnotherDatabaseOrSaltOrNoLogAtAllIsCorruption() throws IOException {
    byte[] whole = threeFrames(new ArrayList<>());
    Directory directory = Logs.of(1, whole);
    WalEntry entry = Logs.open(1, 0);
    assertThrows(
        CorruptFileException.class,
        () -> new WalReplay(directory, new UUID(3, 4), 2, List.of(entry), 0).replay(lines));
    assertThrows(
        CorruptFileException.class,
        () -> Logs.replay(directory, lines, new WalEntry(1, 5, 0, WalEntry.OPEN)));
    assertThrows(CorruptFileException.class, () -> Logs.replay(directory, lines, Logs.open(2, 0)));
    assertThrows(
        CorruptFileException.class, () -> Logs.replay(Logs.of(2, whole), lines, Logs.open(2, 0)));
    for (int length = 0; length < 64; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThrows(CorruptFileException.class, () -> Logs.replay(Logs.of(1, cut), lines, entry));
    }
    assertEquals(List.of(), lines.lines);
  }

  @Test
  void recordsOfAnotherDimensionAreCorruption() throws IOException {
    Directory directory = Logs.of(1, threeFrames(new ArrayList<>()));
    CorruptFileException corrupt =
        assertThrows(
            CorruptFileException.class,
            () ->
                new WalReplay(directory, Logs.DATABASE, 3, List.of(Logs.open(1, 0)), 0)
                    .replay(lines));
    assertEquals("dimension 3", corrupt.expected());
  }

  @Test
  void framesOfAnEarlierFileInTheSameBlocksNeverCount() throws IOException {
    byte[] stale = threeFrames(new ArrayList<>());
    Directory fresh = new MemoryDirectory();
    try (Output output = fresh.create(Logs.name(2), 0)) {
      Directory other = new MemoryDirectory();
      List<Long> places;
      try (WalWriter writer = Logs.create(other, 2)) {
        places = Logs.write(writer, 0, 1);
      }
      byte[] mixed = stale.clone();
      System.arraycopy(Logs.bytes(other, 2), 0, mixed, 0, (int) (long) places.get(1));
      output.write(ByteBuffer.wrap(mixed));
    }
    ReplayReport report = Logs.replay(fresh, lines, Logs.open(2, 0));
    assertEquals(Logs.puts(0, 1), lines.lines);
    assertTrue(report.bytesCut() > 0);
  }

  private static byte[] flip(byte[] bytes, int index) {
    byte[] damaged = bytes.clone();
    damaged[index] ^= (byte) (1 << (index % 8));
    return damaged;
  }
}
