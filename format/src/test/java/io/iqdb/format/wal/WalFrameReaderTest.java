package io.iqdb.format.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.format.Crc32c;
import io.iqdb.format.MalformedException;
import io.iqdb.policy.Limits;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WalFrameReaderTest {
  @Test
  void framesComeBackInOrder() throws IOException {
    Frames log =
        new Frames()
            .data(Frames.everyKind())
            .marker(1_000_000, 17)
            .sync()
            .data(Frames.upsert(5), 64);
    byte[] file = log.bytes();
    WalFrameReader reader = Frames.reader(file);
    WalStep.Frame first = frame(reader);
    assertEquals(FrameKind.DATA, first.kind());
    assertEquals(0, first.firstSequence());
    assertEquals(7, first.count());
    assertEquals(64, first.offset());
    assertEquals(64, first.syncedUpTo());
    WalStep.Frame marker = frame(reader);
    assertEquals(FrameKind.MARKER, marker.kind());
    assertEquals(7, marker.firstSequence());
    assertEquals(1_000_000, marker.count());
    assertEquals(first.end(), marker.offset());
    WalStep.Frame sync = frame(reader);
    assertEquals(FrameKind.SYNC, sync.kind());
    assertEquals(1_000_007, sync.firstSequence());
    assertEquals(0, sync.count());
    assertEquals(sync.offset(), sync.syncedUpTo());
    WalStep.Frame last = frame(reader);
    assertEquals(1_000_007, last.firstSequence());
    assertEquals(64, last.syncedUpTo());
    assertEquals(new WalStep.End(file.length), reader.next());
  }

  @Test
  void layoutIsTheOneInTheSpecification() {
    byte[] file = new Frames(7, 3).sync().bytes();
    String frame = HexFormat.of().formatHex(file, 64, file.length);
    assertEquals(
        "034c4157" // kind SYNC
            + "00000000" // body length
            + "00000000" // count
            + hex(Crc32c.salted(7, ByteBuffer.allocate(0)))
            + "0300000000000000" // first sequence
            + "4000000000000000" // synced up to
            + "4000000000000000" // own offset
            + "00000000"
            + hex(Crc32c.salted(7, ByteBuffer.wrap(file, 64, 44))),
        frame);
  }

  private static String hex(int value) {
    return HexFormat.of().toHexDigits(Integer.reverseBytes(value));
  }

  @Test
  void zerosBehindTheLastFrameAreTheEnd() throws IOException {
    byte[] log = new Frames().data(Frames.upsert(1)).bytes();
    for (int zeros : new int[] {0, 1, 7, 8, 47, 48, 49, 4096, 600_000}) {
      WalFrameReader reader = Frames.reader(Arrays.copyOf(log, log.length + zeros));
      frame(reader);
      assertEquals(new WalStep.End(log.length), reader.next(), zeros + " zeros");
      assertEquals(0, reader.evidence(log.length));
    }
  }

  @Test
  void everyTruncationOfTheLastFrameIsBad() throws IOException {
    Frames log = new Frames().data(Frames.upsert(1)).data(Frames.everyKind());
    byte[] file = log.bytes();
    int start = (int) (long) log.starts.get(1);
    for (int length = start + 1; length < file.length; length++) {
      for (int zeros : new int[] {0, 4096}) {
        byte[] torn = Arrays.copyOf(Arrays.copyOf(file, length), length + zeros);
        if (Arrays.equals(Arrays.copyOf(torn, file.length), file)) {
          continue; // only padding was lost, and zeros stand there again
        }
        WalFrameReader reader = Frames.reader(torn);
        frame(reader);
        WalStep.Bad bad = assertInstanceOf(WalStep.Bad.class, reader.next(), "length " + length);
        assertEquals(start, bad.offset());
        assertTrue(bad.end() > start && bad.end() <= length);
        assertEquals(0, reader.evidence(bad.offset()));
        assertEquals(start, reader.position());
      }
    }
  }

  @Test
  void everyFlipOfAFrameIsBadAndTheNextFrameVouchesForIt() throws IOException {
    Frames log = new Frames().data(Frames.upsert(1)).data(Frames.everyKind()).sync();
    byte[] file = log.bytes();
    long start = log.starts.get(1);
    long end = log.starts.get(2);
    for (int i = (int) start; i < end; i++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] damaged = file.clone();
        damaged[i] ^= (byte) (1 << bit);
        WalFrameReader reader = Frames.reader(damaged);
        frame(reader);
        WalStep.Bad bad = assertInstanceOf(WalStep.Bad.class, reader.next());
        assertEquals(start, bad.offset());
        assertEquals(end, reader.evidence(start), "byte " + i);
      }
    }
  }

  @Test
  void aZeroedFrameInTheMiddleIsBadNotTheEnd() throws IOException {
    Frames log = new Frames().data(Frames.upsert(1)).data(Frames.everyKind()).sync();
    byte[] file = log.bytes();
    int start = (int) (long) log.starts.get(1);
    int end = (int) (long) log.starts.get(2);
    Arrays.fill(file, start, end, (byte) 0);
    WalFrameReader reader = Frames.reader(file);
    frame(reader);
    assertEquals(start, assertInstanceOf(WalStep.Bad.class, reader.next()).offset());
    assertEquals(end, reader.evidence(start));
  }

  @Test
  void framesOfAnotherFileAreNoEvidence() throws IOException {
    byte[] log = new Frames().data(Frames.upsert(1)).bytes();
    byte[] stale = new Frames(Frames.SALT + 1, 0).data(Frames.upsert(1)).sync().sync().bytes();
    byte[] file = Arrays.copyOf(stale, stale.length);
    System.arraycopy(log, 0, file, 0, log.length);
    WalFrameReader reader = Frames.reader(file);
    frame(reader);
    WalStep.Bad bad = assertInstanceOf(WalStep.Bad.class, reader.next());
    assertEquals(log.length, bad.offset());
    assertEquals(0, reader.evidence(bad.offset()));
  }

  @Test
  void aFrameAtAnotherPlaceIsNoFrame() throws IOException {
    Frames log = new Frames().data(Frames.upsert(1)).data(Frames.upsert(1)).sync();
    byte[] file = log.bytes();
    int first = (int) (long) log.starts.get(0);
    int second = (int) (long) log.starts.get(1);
    System.arraycopy(file, first, file, second, second - first);
    WalFrameReader reader = Frames.reader(file);
    frame(reader);
    assertEquals(second, assertInstanceOf(WalStep.Bad.class, reader.next()).offset());
  }

  @Test
  void evidenceIsFoundFarBehindTheDamage() throws IOException {
    EncodedRecords large = new EncodedRecords(Limits.MAX);
    Random random = new Random(1);
    while (large.bytes() < 1_000_000) {
      large.upsert(
          VectorId.of(1),
          Vector.of(random.nextFloat(), random.nextFloat(), random.nextFloat(), 0),
          null,
          WalFormat.NEVER);
    }
    Frames log = new Frames().data(large).sync();
    byte[] file = log.bytes();
    file[70]++;
    WalFrameReader reader = Frames.reader(Arrays.copyOf(file, file.length + 3_000_000));
    WalStep.Bad bad = assertInstanceOf(WalStep.Bad.class, reader.next());
    assertEquals(file.length, align(bad.end()));
    assertEquals(log.starts.get(1), reader.evidence(bad.offset()));
  }

  private static long align(long offset) {
    return WalFormat.align(offset);
  }

  @Test
  void refreshingShowsWhatWasWrittenMeanwhile() throws IOException {
    Frames log = new Frames().data(Frames.upsert(1)).data(Frames.upsert(2));
    byte[] whole = log.bytes();
    byte[] file = whole.clone();
    int second = (int) (long) log.starts.get(1);
    Arrays.fill(file, second + 20, file.length, (byte) 0);
    WalFrameReader reader = Frames.reader(file);
    frame(reader);
    assertInstanceOf(WalStep.Bad.class, reader.next());
    System.arraycopy(whole, 0, file, 0, whole.length);
    reader.refresh(file.length);
    assertEquals(second, frame(reader).offset());
    assertInstanceOf(WalStep.End.class, reader.next());
  }

  @Test
  void contentThatNoWriterMakesIsMalformedThoughItsChecksumHolds() {
    int kind = 0;
    int length = 4;
    int count = 8;
    int first = 16;
    int synced = 24;
    int zero = 40;
    assertMalformed(kind, 0x57414c04);
    assertMalformed(kind, 0x57414c00);
    assertMalformed(length, -1);
    assertMalformed(length, 0);
    assertMalformed(length, Integer.MAX_VALUE);
    assertMalformed(length, WalFormat.MAX_BODY_BYTES + 1);
    assertMalformed(count, 0);
    assertMalformed(count, -1);
    assertMalformed(first + 4, 0x8000_0000);
    assertMalformed(first + 4, 0x7fff_ffff, first, -1);
    assertMalformed(synced, 65);
    assertMalformed(synced + 4, -1);
    assertMalformed(zero, 1);
  }

  private static void assertMalformed(int... positionsAndValues) {
    byte[] file = new Frames().data(Frames.upsert(1)).bytes();
    for (int i = 0; i < positionsAndValues.length; i += 2) {
      put(file, 64 + positionsAndValues[i], positionsAndValues[i + 1]);
    }
    seal(file, 64, Frames.SALT);
    WalFrameReader reader = Frames.reader(file);
    MalformedException malformed = assertThrows(MalformedException.class, reader::next);
    assertTrue(malformed.offset() >= 64);
  }

  @Test
  void paddingThatIsNotZeroIsMalformedThoughItsChecksumHolds() {
    EncodedRecords records = new EncodedRecords(Limits.MAX);
    records.delete(VectorId.of("ab"));
    byte[] file = new Frames().data(records).bytes();
    file[file.length - 1] = 1;
    put(file, 64 + 12, Crc32c.salted(Frames.SALT, ByteBuffer.wrap(file, 112, file.length - 112)));
    seal(file, 64, Frames.SALT);
    assertThrows(MalformedException.class, () -> Frames.reader(file).next());
  }

  /** Repairs the checksum of a fixed part. */
  static void seal(byte[] file, int frame, long salt) {
    put(file, frame + 44, Crc32c.salted(salt, ByteBuffer.wrap(file, frame, 44)));
  }

  private static void put(byte[] file, int position, int value) {
    ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(position, value);
  }

  private static WalStep.Frame frame(WalFrameReader reader) throws IOException {
    return assertInstanceOf(WalStep.Frame.class, reader.next());
  }
}
