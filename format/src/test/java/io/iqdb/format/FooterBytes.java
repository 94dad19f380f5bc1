package io.iqdb.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** What reading the end of a file does, over bytes; and how an attacker makes checksums fit. */
final class FooterBytes {
  private FooterBytes() {}

  /** Decodes a footer that ends a file of {@code length} bytes. */
  static FileFooter decode(ByteBuffer end, FileName name, FileHeader header, long length) {
    int tailStart = Math.max(0, end.limit() - FileTail.BYTES);
    FileTail tail =
        FileTail.decode(end.slice(tailStart, end.limit() - tailStart), name, header, length);
    int tablesStart = Math.max(0, tailStart - tail.tableBytes());
    return FileFooter.decode(tail, end.slice(tablesStart, tailStart - tablesStart), name);
  }

  static ByteBuffer copy(ByteBuffer source) {
    return ByteBuffer.allocate(source.remaining())
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(source)
        .flip();
  }

  /** Makes both checksums of a footer of at least 64 bytes right again. */
  static void reseal(ByteBuffer end) {
    int tail = end.limit() - FileTail.BYTES;
    end.putInt(tail + 40, Crc32c.of(end.slice(0, tail)));
    end.putInt(tail + 52, Crc32c.of(end.slice(tail, 52)));
  }
}
