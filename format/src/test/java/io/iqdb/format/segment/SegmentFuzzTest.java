package io.iqdb.format.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.iqdb.format.AllocationMeter;
import io.iqdb.format.Crc32c;
import io.iqdb.format.MalformedException;
import io.iqdb.format.codec.PayloadBlockCodec;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Sections of a segment with any content: they answer or are malformed, and nothing else. */
final class SegmentFuzzTest {
  private static final int MOST_ROWS = 20_000;

  /** Reads a section through; malformed is a fine answer. */
  private interface Target {
    void run() throws IOException;
  }

  @FuzzTest
  void ids(byte[] input) {
    MemorySegment bytes = MemorySegment.ofArray(input);
    int rows = rows(input, 0);
    bounded(() -> {
      IdSection section = IdSection.open(bytes, rows, Section.Guard.VERIFIED);
      for (long id = -5; id < 300; id++) {
        assertRow(section.find(id * 3), rows);
      }
      byte[] scratch = new byte[1024];
      for (int row = 0; row < rows; row++) {
        if (section.isNumber(row)) {
          assertRow(section.find(section.number(row)), rows);
        } else {
          int length = section.copyBytes(row, scratch, 0);
          assertRow(section.find(scratch, 0, length), rows);
        }
      }
    });
    bounded(() -> IdSection.open(bytes, rows, Section.Guard.VERIFIED).check());
  }

  @FuzzTest
  void sequences(byte[] input) {
    MemorySegment bytes = MemorySegment.ofArray(input);
    int rows = rows(input, 8);
    bounded(() -> {
      SequenceSection section = SequenceSection.open(bytes, rows, Section.Guard.VERIFIED);
      for (int row = 0; row < rows; row++) {
        assertTrue(section.offset(row) >= 0);
      }
      section.check(rows);
    });
  }

  @FuzzTest
  void stats(byte[] input) {
    bounded(() -> {
      StatsSection stats = StatsSection.decode(ByteBuffer.wrap(input));
      assertEquals(ByteBuffer.wrap(input), stats.encode());
    });
  }

  @FuzzTest
  void plans(byte[] input) {
    ByteBuffer bytes = ByteBuffer.wrap(input);
    if (input.length >= 8) {
      PlanSectionTest.seal(bytes); // the fuzzer shall get past it
    }
    bounded(() -> {
      PlanSection plan = PlanSection.decodeAll(bytes);
      assertEquals(bytes, plan.encode());
    });
  }

  @FuzzTest
  void payloads(byte[] input) {
    MemorySegment bytes = MemorySegment.ofArray(input);
    bounded(() -> {
      PayloadSection section = PayloadSection.open(bytes, MOST_ROWS, Section.Guard.VERIFIED);
      for (int row = 0; row < MOST_ROWS; row += 7) {
        assertTrue(section.findBlock(row) < section.blocks());
      }
      int blocks = Math.min(section.blocks(), 8); // of 2 MiB each at the most
      for (int block = 0; block < blocks; block++) {
        readBlock(section, block, input);
      }
      section.check();
    });
  }

  private static void readBlock(PayloadSection section, int block, byte[] input)
      throws IOException {
    int rows = section.rows(block);
    int rawLength = section.rawLength(block);
    int offset = (int) section.offset(block);
    int length = section.storedLength(block);
    int checksum = Crc32c.of(input, offset + 4, length - 4); // the fuzzer shall get past it
    ByteBuffer.wrap(input).order(ByteOrder.LITTLE_ENDIAN).putInt(offset, checksum);
    PayloadBlockCodec codec = new PayloadBlockCodec();
    if (codec.rawLength(input, offset, length) != rawLength) {
      return;
    }
    byte[] raw = new byte[rawLength];
    codec.decode(input, offset, length, raw);
    PayloadSection.checkRaw(raw, rawLength, rows);
    for (int i = 0; i < rows; i++) {
      int start = PayloadSection.start(raw, rows, i);
      int end = PayloadSection.end(raw, rows, i);
      assertTrue(start >= 0 && start <= end && end <= rawLength);
    }
  }

  private static int rows(byte[] input, int field) {
    if (input.length < field + Long.BYTES) {
      return 1;
    }
    long rows = ByteBuffer.wrap(input).order(ByteOrder.LITTLE_ENDIAN).getLong(field);
    return Math.clamp(rows, 1, MOST_ROWS);
  }

  private static void assertRow(int row, int rows) {
    assertTrue(row >= -1 && row < rows);
  }

  private static void bounded(Target target) {
    AllocationMeter.bounded(() -> {
      try {
        target.run();
      } catch (MalformedException typed) {
        assertTrue(typed.offset() >= 0);
      } catch (IOException e) {
        throw new AssertionError("a section in memory", e);
      }
    });
  }
}
