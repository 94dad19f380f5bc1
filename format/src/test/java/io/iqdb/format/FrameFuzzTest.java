package io.iqdb.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.iqdb.error.IqdbException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.UUID;

/**
 * Headers and footers of any content, behind checksums that fit: a typed error or a sound value.
 */
final class FrameFuzzTest {
  private static final FileName NAME = FileName.of(FileKind.SEGMENT, 7);
  private static final FileHeader HEADER = FileHeader.of(NAME, new UUID(1, 2), 0x5a17);

  @FuzzTest
  void header(byte[] input) {
    decodeHeader(ByteBuffer.wrap(input));
    ByteBuffer bytes =
        ByteBuffer.wrap(Arrays.copyOf(input, FileHeader.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(0, FileHeader.MAGIC).putInt(60, Crc32c.of(bytes.slice(0, 60)));
    decodeHeader(bytes);
  }

  private static void decodeHeader(ByteBuffer bytes) {
    AllocationMeter.bounded(() -> {
      try {
        FileHeader header = FileHeader.decode(bytes, FileName.temporary(1));
        assertEquals(header.encode(), bytes.slice(0, FileHeader.BYTES));
      } catch (IqdbException typed) {
        assertTrue(typed.getMessage() != null);
      }
    });
  }

  @FuzzTest
  void footer(byte[] input) {
    decodeFooter(ByteBuffer.wrap(input), input.length);
    int length = Math.max(input.length, FileTail.BYTES);
    ByteBuffer bytes = ByteBuffer.wrap(Arrays.copyOf(input, length)).order(ByteOrder.LITTLE_ENDIAN);
    int tail = length - FileTail.BYTES;
    long fileLength = Math.abs(bytes.getLong(tail + 16) % (1L << 42));
    bytes.putLong(tail + 16, fileLength).putLong(tail + 24, 7).putLong(tail + 32, 0x5a17);
    bytes.putLong(tail + 44, 0).putLong(tail + 56, ~FileHeader.MAGIC);
    FooterBytes.reseal(bytes);
    decodeFooter(bytes, fileLength);
  }

  private static void decodeFooter(ByteBuffer bytes, long fileLength) {
    AllocationMeter.bounded(() -> {
      try {
        FileFooter footer = FooterBytes.decode(bytes, NAME, HEADER, fileLength);
        assertEquals(fileLength, footer.fileLength());
        long from = FileHeader.BYTES;
        for (SectionEntry entry : footer.sections()) {
          assertTrue(entry.offset() >= from && entry.end() <= footer.start());
          from = entry.end();
        }
      } catch (IqdbException typed) {
        assertTrue(typed.getMessage() != null);
      }
    });
  }
}
