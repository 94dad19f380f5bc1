package io.iqdb.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.error.CorruptFileException;
import io.iqdb.format.manifest.SegmentEntry;
import io.iqdb.policy.Access;
import io.iqdb.policy.Compression;
import io.iqdb.policy.Verification;
import io.iqdb.store.Directory;
import io.iqdb.store.Input;
import io.iqdb.store.MemoryDirectory;
import io.iqdb.store.Output;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** R11 for segments: no byte of a file changes without being noticed, or without any effect. */
class SegmentDamageTest {
  private static final int DIMENSION = 3;

  private final List<SegmentRow> rows = TestSegments.mixed(24, DIMENSION, 77);
  private SegmentEntry entry;
  private byte[] sound;

  @BeforeEach
  void writeSegment() throws IOException {
    try (Directory directory = new MemoryDirectory()) {
      entry = TestSegments.write(directory, rows, Compression.LZ4);
      sound = new byte[(int) directory.length(TestSegments.NAME)];
      try (Input input = directory.open(TestSegments.NAME)) {
        input.read(0, ByteBuffer.wrap(sound));
      }
    }
  }

  @Test
  void aFlipOfAnyByteIsFoundByTheFirstReadOrByTheCheck() throws IOException {
    Random random = new Random(3);
    for (int at = 0; at < sound.length; at++) {
      byte[] bytes = sound.clone();
      bytes[at] ^= (byte) (1 << random.nextInt(8));
      assertTrue(isDetected(bytes, at), "byte " + at + " of " + sound.length);
    }
  }

  @Test
  void aFlipIsFoundAtOpenWhereEverythingIsVerifiedThere() throws IOException {
    for (int at = 0; at < sound.length; at += 7) {
      byte[] bytes = sound.clone();
      bytes[at] ^= 0x10;
      assertFalse(opens(bytes, Access.MAPPED, Verification.FULL), "byte " + at);
      assertFalse(opens(bytes, Access.COPY, Verification.LAZY), "byte " + at);
    }
  }

  @Test
  void everyTruncationIsFoundAtOpen() throws IOException {
    for (int length = 0; length < sound.length; length += length < 200 ? 1 : 61) {
      byte[] bytes = java.util.Arrays.copyOf(sound, length);
      assertFalse(opens(bytes, Access.MAPPED, Verification.LAZY), "length " + length);
    }
  }

  private boolean isDetected(byte[] bytes, int at) throws IOException {
    try (Directory directory = new MemoryDirectory()) {
      store(directory, bytes);
      try (Segment segment = TestSegments.open(directory, entry, DIMENSION)) {
        boolean checked = !TestSegments.check(segment, 2).isEmpty();
        TestSegments.assertHolds(segment, rows); // right, or damage
        return checked;
      } catch (CorruptFileException damage) {
        assertEquals(TestSegments.NAME.toString(), damage.file(), "byte " + at);
        return true;
      }
    }
  }

  private boolean opens(byte[] bytes, Access access, Verification verification) throws IOException {
    try (Directory directory = new MemoryDirectory()) {
      store(directory, bytes);
      try (Segment segment = TestSegments.open(directory, entry, DIMENSION, access, verification)) {
        return segment.rows() >= 0;
      } catch (CorruptFileException damage) {
        return false;
      }
    }
  }

  private static void store(Directory directory, byte[] bytes) throws IOException {
    try (Output output = directory.create(TestSegments.TEMPORARY, 0)) {
      output.write(ByteBuffer.wrap(bytes));
      output.sync();
    }
    directory.publish(TestSegments.TEMPORARY, TestSegments.NAME);
  }
}
