package io.iqdb.format.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.iqdb.format.MalformedException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class SequenceSectionTest {
  @Property(tries = 300)
  void offsetsAreReadBack(@ForAll("ascending") List<Long> offsets) throws IOException {
    MemorySegment bytes = write(offsets);
    assertEquals(
        SequenceSection.length(offsets.size(), SequenceSection.width(offsets.getLast())),
        bytes.byteSize());
    SequenceSection section = SequenceSection.open(bytes, offsets.size(), Section.Guard.VERIFIED);
    section.check(offsets.size());
    for (int row = 0; row < offsets.size(); row++) {
      assertEquals(offsets.get(row), section.offset(row));
    }
  }

  @Provide
  Arbitrary<List<Long>> ascending() {
    return Arbitraries.integers()
        .between(0, 55)
        .flatMap(bits ->
            Arbitraries.longs()
                .between(0, 1L << bits)
                .list()
                .ofMinSize(1)
                .ofMaxSize(200)
                .map(list -> list.stream().sorted().toList()))
        .filter(list -> list.getLast() > 0);
  }

  @Test
  void theWidestOffsetsAreReadBack() throws IOException {
    long most = (1L << 56) - 1;
    List<Long> offsets = LongStream.range(0, 64).mapToObj(i -> most - 63 + i).toList();
    SequenceSection section = SequenceSection.open(write(offsets), 64, Section.Guard.VERIFIED);
    for (int row = 0; row < 64; row++) {
      assertEquals(offsets.get(row), section.offset(row));
    }
  }

  @Test
  void gapsThatNeedMoreThan56BitsAreRefused() {
    assertThrows(IllegalStateException.class, () -> SequenceSection.width(1L << 56));
  }

  @Test
  void offsetsThatFallAreFoundByTheCheck() throws IOException {
    MemorySegment bytes = write(List.of(1L, 2L, 3L, 7L));
    bytes.set(java.lang.foreign.ValueLayout.JAVA_BYTE, 16, (byte) 0b11_010_111);
    SequenceSection section = SequenceSection.open(bytes, 4, Section.Guard.VERIFIED);
    assertThrows(MalformedException.class, () -> section.check(4));
  }

  @Test
  void everyWrongHeaderIsRefused() throws IOException {
    byte[] good = IdSectionTest.bytesOf(write(List.of(1L, 2L, 3L, 7L)));
    for (int at = 0; at < 16; at++) {
      byte[] bad = good.clone();
      bad[at] ^= 0x41;
      assertThrows(MalformedException.class, () -> open(bad));
    }
    assertThrows(MalformedException.class, () -> open(java.util.Arrays.copyOf(good, 15)));
    assertThrows(
        MalformedException.class, () -> open(java.util.Arrays.copyOf(good, good.length + 1)));
  }

  private static void open(byte[] bytes) throws IOException {
    SequenceSection.open(MemorySegment.ofArray(bytes), 4, Section.Guard.VERIFIED);
  }

  private static MemorySegment write(List<Long> offsets) throws IOException {
    Collected section = new Collected();
    int width = SequenceSection.width(offsets.getLast());
    SequenceSection.Writer writer = new SequenceSection.Writer(section, offsets.size(), width);
    for (long offset : offsets) {
      writer.add(offset);
    }
    writer.finish();
    return section.segment();
  }
}
