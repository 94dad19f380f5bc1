package io.iqdb.format;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

final class BlockChecksumsTest {
  @Property(tries = 100)
  void piecesOfAnyLengthGiveTheSameTable(
      @ForAll @Size(max = 12) List<@IntRange(min = 0, max = 100_000) Integer> lengths,
      @ForAll long seed) {
    int total = lengths.stream().mapToInt(Integer::intValue).sum();
    byte[] content = new byte[total];
    new Random(seed).nextBytes(content);

    BlockChecksums.Builder builder = new BlockChecksums.Builder();
    int position = 0;
    for (int length : lengths) {
      builder.update(ByteBuffer.wrap(content, position, length));
      position += length;
    }
    BlockChecksums table = builder.build();

    assertEquals(BlockChecksums.blocksOf(total), table.count());
    for (int block = 0; block < table.count(); block++) {
      int from = block * BlockChecksums.BLOCK_BYTES;
      int length = Math.min(BlockChecksums.BLOCK_BYTES, total - from);
      assertEquals(Crc32c.of(content, from, length), table.crc(block));
    }
  }

  @Property(tries = 100)
  void spansAreSummedBesideTheBlocks(
      @ForAll @Size(max = 8) List<@IntRange(min = 0, max = 150_000) Integer> lengths,
      @ForAll long seed) {
    int total = lengths.stream().mapToInt(Integer::intValue).sum();
    byte[] content = new byte[total];
    new Random(seed).nextBytes(content);

    BlockChecksums.Builder spans = new BlockChecksums.Builder();
    int position = 0;
    for (int length : lengths) {
      int within = position + length / 3; // bytes between spans belong to none
      spans.update(ByteBuffer.wrap(content, position, within - position));
      spans.beginSpan();
      spans.update(ByteBuffer.wrap(content, within, length / 3));
      spans.update(ByteBuffer.wrap(content, within + length / 3, length - length / 3 * 2));
      position += length;
      assertEquals(Crc32c.of(content, within, position - within), spans.span());
    }

    BlockChecksums.Builder plain = new BlockChecksums.Builder();
    plain.update(ByteBuffer.wrap(content));
    assertEquals(plain.build(), spans.build());
  }
}
