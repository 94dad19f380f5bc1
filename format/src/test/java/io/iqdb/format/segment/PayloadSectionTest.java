package io.iqdb.format.segment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.format.MalformedException;
import io.iqdb.format.codec.PayloadBlockCodec;
import io.iqdb.policy.Compression;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PayloadSectionTest {
  @Property(tries = 25)
  void everyRowReadsBackWhatItWasGiven(
      @ForAll @IntRange(min = 0, max = 6_000) int rows,
      @ForAll @IntRange(min = 0, max = 100) int percent,
      @ForAll @IntRange(min = 1, max = 400) int longest,
      @ForAll Compression compression,
      @ForAll long seed)
      throws IOException {
    Random random = new Random(seed);
    List<byte[]> metadata = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      byte[] bytes = new byte[random.nextInt(100) < percent ? 1 + random.nextInt(longest) : 0];
      Arrays.fill(bytes, (byte) random.nextInt(5));
      metadata.add(bytes);
    }
    check(metadata, compression);
  }

  @Test
  void theLargestMetadataStandsAmongSmallOnes() throws IOException {
    List<byte[]> metadata = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      byte[] bytes = new byte[i % 5 == 4 ? 1 << 20 : i];
      new Random(i).nextBytes(bytes);
      metadata.add(bytes);
    }
    check(metadata, Compression.LZ4);
    check(metadata, Compression.NONE);
  }

  @Test
  void longRunsWithoutMetadataTakeNoSpace() throws IOException {
    Collected section = new Collected();
    PayloadSectionWriter writer = new PayloadSectionWriter(section, Compression.NONE);
    for (int row = 0; row < 1_000_000; row++) {
      if (row % 250_000 == 7) {
        writer.add(new byte[] {1, 2, 3});
      } else {
        writer.addAbsent();
      }
    }
    writer.finish();
    PayloadSection payloads =
        PayloadSection.open(section.segment(), 1_000_000, Section.Guard.VERIFIED);
    payloads.check();
    assertEquals(4, payloads.blocks());
    assertEquals(4, payloads.payloadRows());
    assertTrue(section.bytes().length < 512);
    assertEquals(-1, payloads.findBlock(6));
    assertEquals(0, payloads.findBlock(7));
    assertEquals(-1, payloads.findBlock(8));
    assertEquals(3, payloads.findBlock(750_007));
  }

  @Test
  void nothingIsWrittenWithoutMetadata() throws IOException {
    Collected section = new Collected();
    PayloadSectionWriter writer = new PayloadSectionWriter(section, Compression.LZ4);
    for (int row = 0; row < 10_000; row++) {
      writer.addAbsent();
    }
    writer.finish();
    assertEquals(0, section.bytes().length);
  }

  @Test
  void metadataLargerThanTheFormatAllowsIsRefused() {
    PayloadSectionWriter writer = new PayloadSectionWriter(new Collected(), Compression.NONE);
    assertThrows(IllegalStateException.class, () -> writer.add(new byte[(1 << 20) + 1]));
    assertThrows(IllegalStateException.class, () -> writer.add(new byte[0]));
  }

  @Test
  void endsThatFallOrLeaveTheBlockAreRefused() {
    byte[] raw = {1, 0, 0, 0, 3, 0, 0, 0, 'a', 'b', 'c'};
    PayloadSection.checkRaw(raw, 11, 2);
    for (int at = 0; at < 8; at++) {
      for (int value : new int[] {4, 127, 128, 255}) {
        byte[] bad = raw.clone();
        bad[at] = (byte) value;
        assertThrows(MalformedException.class, () -> PayloadSection.checkRaw(bad, 11, 2));
      }
    }
    assertThrows(MalformedException.class, () -> PayloadSection.checkRaw(raw, 10, 2));
  }

  private static void check(List<byte[]> metadata, Compression compression) throws IOException {
    Collected collected = new Collected();
    PayloadSectionWriter writer = new PayloadSectionWriter(collected, compression);
    for (byte[] bytes : metadata) {
      if (bytes.length == 0) {
        writer.addAbsent();
      } else {
        writer.add(bytes);
      }
    }
    writer.finish();
    if (writer.payloadRows() == 0) {
      assertEquals(0, collected.bytes().length);
      return;
    }
    MemorySegment bytes = collected.segment();
    PayloadSection section = PayloadSection.open(bytes, metadata.size(), Section.Guard.VERIFIED);
    section.check();
    for (int row = 0; row < metadata.size(); row++) {
      assertArrayEquals(metadata.get(row), read(collected.bytes(), section, row));
    }
  }

  private static byte[] read(byte[] bytes, PayloadSection section, int row) throws IOException {
    int block = section.findBlock(row);
    if (block < 0) {
      return new byte[0];
    }
    int rows = section.rows(block);
    byte[] raw = new byte[section.rawLength(block)];
    new PayloadBlockCodec()
        .decode(bytes, (int) section.offset(block), section.storedLength(block), raw);
    PayloadSection.checkRaw(raw, raw.length, rows);
    int ordinal = row - section.firstRow(block);
    return Arrays.copyOfRange(
        raw, PayloadSection.start(raw, rows, ordinal), PayloadSection.end(raw, rows, ordinal));
  }
}
