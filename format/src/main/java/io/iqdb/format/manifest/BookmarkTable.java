package io.iqdb.format.manifest;

import io.iqdb.error.InvalidArgumentException;
import io.iqdb.format.MalformedException;
import io.iqdb.types.Bookmark;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The bookmarks of a manifest.
 *
 * <pre>
 *  0       4      8
 *  | count | zero | entries ...
 *
 *  entry   0          8             10             12     16
 *          | sequence | name length | value length | zero | name | value | zero up to 8 bytes |
 * </pre>
 */
final class BookmarkTable {
  private static final int FIXED_BYTES = 16;
  private static final int ALIGNMENT = 8;

  private BookmarkTable() {}

  static ByteBuffer encode(List<BookmarkEntry> bookmarks) {
    int bytes = EntryTable.HEAD_BYTES;
    for (BookmarkEntry entry : bookmarks) {
      bytes += padded(nameOf(entry).length, entry.bookmark().value().length);
    }
    ByteBuffer target =
        ByteBuffer.allocate(bytes)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(bookmarks.size())
            .putInt(0);
    bookmarks.forEach(entry -> encodeEntry(entry, target));
    return target.flip();
  }

  private static void encodeEntry(BookmarkEntry entry, ByteBuffer target) {
    byte[] name = nameOf(entry);
    byte[] value = entry.bookmark().value();
    int end = target.position() + padded(name.length, value.length);
    target
        .putLong(entry.sequence())
        .putShort((short) name.length)
        .putShort((short) value.length)
        .putInt(0)
        .put(name)
        .put(value)
        .position(end);
  }

  private static byte[] nameOf(BookmarkEntry entry) {
    return entry.bookmark().name().getBytes(StandardCharsets.UTF_8);
  }

  private static int padded(int name, int value) {
    return Math.ceilDiv(FIXED_BYTES + name + value, ALIGNMENT) * ALIGNMENT;
  }

  static List<BookmarkEntry> decode(ByteBuffer source) {
    int count = EntryTable.decodeCount(source, ManifestData.MAX_BOOKMARKS);
    List<BookmarkEntry> bookmarks = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      bookmarks.add(decodeEntry(source));
    }
    if (source.hasRemaining()) {
      throw new MalformedException("the end", source.remaining() + " bytes", source.position());
    }
    return bookmarks;
  }

  private static BookmarkEntry decodeEntry(ByteBuffer source) {
    int offset = source.position();
    requireRemaining(source, FIXED_BYTES);
    long sequence = source.getLong();
    int nameLength = Short.toUnsignedInt(source.getShort());
    int valueLength = Short.toUnsignedInt(source.getShort());
    FixedSections.requireZero(source.getInt(), offset + 12L);
    int padded = padded(nameLength, valueLength);
    requireRemaining(source, padded - FIXED_BYTES);
    String name = decodeName(source, nameLength);
    byte[] value = new byte[valueLength];
    source.get(value);
    while (source.position() < offset + padded) {
      FixedSections.requireZero(source.get(), source.position() - 1L);
    }
    try {
      return new BookmarkEntry(Bookmark.of(name, value), sequence);
    } catch (InvalidArgumentException outOfRange) {
      throw FixedSections.malformed(outOfRange, offset);
    }
  }

  private static void requireRemaining(ByteBuffer source, int length) {
    if (source.remaining() < length) {
      throw new MalformedException(
          length + " bytes", source.remaining() + " bytes", source.position());
    }
  }

  private static String decodeName(ByteBuffer source, int length) {
    int offset = source.position();
    ByteBuffer bytes = source.slice(offset, length);
    source.position(offset + length);
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(bytes)
          .toString(); // reports, never replaces
    } catch (CharacterCodingException invalid) {
      throw new MalformedException("UTF-8", "other bytes", offset);
    }
  }
}
