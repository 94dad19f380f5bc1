package io.iqdb.tools.load;

import io.iqdb.error.InvalidArgumentException;
import io.iqdb.tools.data.FileIdentity;
import io.iqdb.types.Bookmark;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * How far a file was imported, as the database keeps it: the bookmark {@code import:<file name>},
 * durable with the records that it counts.
 *
 * @param records of the file that are in the database
 * @param finished whether these are all
 * @param file which file it was
 * @param metadata which file the metadata came from; {@link #NO_METADATA} where from none
 */
public record ImportPosition(
    long records, boolean finished, FileIdentity file, FileIdentity metadata) {
  /** Stands for no file. */
  public static final FileIdentity NO_METADATA = new FileIdentity(-1, 0);

  private static final String PREFIX = "import:";
  private static final byte VERSION = 1;
  private static final int BYTES = 34;

  /** The name of the bookmark for a file; one that is too long keeps its checksum instead. */
  public static String bookmarkName(String fileName) {
    byte[] utf8 = fileName.getBytes(StandardCharsets.UTF_8);
    if (PREFIX.length() + utf8.length <= Bookmark.MAX_NAME_BYTES) {
      return PREFIX + fileName;
    }
    CRC32C crc = new CRC32C();
    crc.update(utf8);
    return PREFIX + "#" + HexFormat.of().toHexDigits((int) crc.getValue());
  }

  /** Whether both are about the same files. */
  public boolean sameFiles(ImportPosition other) {
    return file.equals(other.file) && metadata.equals(other.metadata);
  }

  /** The same files, imported up to {@code count} records. */
  public ImportPosition at(long count, boolean all) {
    return new ImportPosition(count, all, file, metadata);
  }

  /** As the value of a bookmark. */
  public byte[] encode() {
    byte[] bytes = new byte[BYTES];
    ByteBuffer.wrap(bytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(VERSION)
        .put((byte) (finished ? 1 : 0))
        .putLong(records)
        .putLong(file.length())
        .putInt(file.crc())
        .putLong(metadata.length())
        .putInt(metadata.crc());
    return bytes;
  }

  /** From the value of a bookmark. */
  public static ImportPosition decode(byte[] value) {
    if (value.length != BYTES || value[0] != VERSION) {
      throw new InvalidArgumentException(
          "the bookmark of this file was not written by this version of import");
    }
    ByteBuffer bytes = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).position(1);
    boolean finished = bytes.get() != 0;
    return new ImportPosition(
        bytes.getLong(),
        finished,
        new FileIdentity(bytes.getLong(), bytes.getInt()),
        new FileIdentity(bytes.getLong(), bytes.getInt()));
  }
}
