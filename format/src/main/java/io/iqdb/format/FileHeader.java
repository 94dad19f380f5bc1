package io.iqdb.format;

import io.iqdb.error.CorruptFileException;
import io.iqdb.error.InvalidArgumentException;
import io.iqdb.error.Require;
import io.iqdb.error.UnsupportedVersionException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;

/**
 * The first 64 bytes of every numbered file ({@code spec/FORMAT.md}, section 2).
 *
 * <pre>
 *  0       8      10        12      16         32       40           48     56     60
 *  | magic | kind | version | flags | database | number | generation | salt | zero | crc |
 * </pre>
 *
 * @param kind what the file is once it is published
 * @param version of the format, from 1 on
 * @param database the database that the file belongs to
 * @param number of the file, as in its name
 * @param generation of the file, as in its name
 * @param salt drawn anew for every file, so that two files of one name are told apart
 */
public record FileHeader(
    FileKind kind, int version, UUID database, long number, long generation, long salt) {
  /** Length of a header. */
  public static final int BYTES = 64;

  /** The bytes 89 'i' 'Q' 'D' 'B' 0D 0A 1A: a transfer as text or through seven bits shows. */
  public static final long MAGIC = 0x1A0A_0D42_4451_6989L;

  /** The newest version that this code reads, and the one that it writes. */
  public static final int VERSION = 1;

  private static final int MAX_VERSION = 0xffff;
  private static final int KIND = 8;
  private static final int FORMAT_VERSION = 10;
  private static final int FLAGS = 12;
  private static final int DATABASE = 16;
  private static final int NUMBER = 32;
  private static final int GENERATION = 40;
  private static final int SALT = 48;
  private static final int ZERO = 56;
  private static final int CRC = 60;

  /** Checks that a file of this kind can have these numbers. */
  public FileHeader {
    Require.argument(
        kind != FileKind.TEMPORARY, "a header names what the file will be, not its attempt");
    Require.argument(
        version >= 1 && version <= MAX_VERSION, "version %d is outside 1 to 65535", version);
    new FileName(kind, number, generation);
  }

  /** The header, in the version that this code writes, of the file that will have this name. */
  public static FileHeader of(FileName name, UUID database, long salt) {
    return new FileHeader(name.kind(), VERSION, database, name.number(), name.generation(), salt);
  }

  /** The name that the file has once it is published. */
  public FileName fileName() {
    return new FileName(kind, number, generation);
  }

  /** The 64 bytes, ready to be read. */
  public ByteBuffer encode() {
    ByteBuffer target = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    target.putLong(0, MAGIC);
    target.putShort(KIND, (short) kind.tag());
    target.putShort(FORMAT_VERSION, (short) version);
    // The bytes of a UUID stand in the order in which it is written: a hex dump shows it.
    target.putLong(DATABASE, Long.reverseBytes(database.getMostSignificantBits()));
    target.putLong(DATABASE + 8, Long.reverseBytes(database.getLeastSignificantBits()));
    target.putLong(NUMBER, number);
    target.putLong(GENERATION, generation);
    target.putLong(SALT, salt);
    target.putInt(CRC, Crc32c.of(target.slice(0, CRC)));
    return target;
  }

  /**
   * Reads the 64 bytes at the position of {@code source}, which stays. The header of a file that is
   * still {@link FileKind#TEMPORARY} may name any other kind and number.
   *
   * @throws CorruptFileException where they are no header, or that of another file than {@code
   *     expected}
   * @throws UnsupportedVersionException where they are sound and of a newer version
   */
  public static FileHeader decode(ByteBuffer source, FileName expected) {
    FilePart part = new FilePart(expected, "header");
    if (source.remaining() < BYTES) {
      throw part.damage(0, BYTES + " bytes", source.remaining() + " bytes");
    }
    ByteBuffer bytes = source.slice(source.position(), BYTES).order(ByteOrder.LITTLE_ENDIAN);
    part.require("magic", MAGIC, bytes.getLong(0), 0);
    part.requireChecksum(bytes.getInt(CRC), Crc32c.of(bytes.slice(0, CRC)), CRC);
    int version = Short.toUnsignedInt(bytes.getShort(FORMAT_VERSION));
    if (version > VERSION) {
      throw new UnsupportedVersionException(
          expected + " has format version " + version + ", the newest known is " + VERSION);
    }
    part.require("flags", 0, Integer.toUnsignedLong(bytes.getInt(FLAGS)), FLAGS);
    part.require("reserved bytes", 0, Integer.toUnsignedLong(bytes.getInt(ZERO)), ZERO);
    FileHeader header = decodeNumbers(bytes, version, part);
    if (expected.kind() != FileKind.TEMPORARY && !header.fileName().equals(expected)) {
      throw part.damage(KIND, "header of " + expected, "header of " + header.fileName());
    }
    return header;
  }

  private static FileHeader decodeNumbers(ByteBuffer bytes, int version, FilePart part) {
    FileKind kind = decodeKind(Short.toUnsignedInt(bytes.getShort(KIND)), part);
    UUID database =
        new UUID(
            Long.reverseBytes(bytes.getLong(DATABASE)),
            Long.reverseBytes(bytes.getLong(DATABASE + 8)));
    try {
      return new FileHeader(
          kind,
          version,
          database,
          bytes.getLong(NUMBER),
          bytes.getLong(GENERATION),
          bytes.getLong(SALT));
    } catch (InvalidArgumentException outOfRange) {
      throw part.damage(FORMAT_VERSION, "a sound header", String.valueOf(outOfRange.getMessage()));
    }
  }

  private static FileKind decodeKind(int tag, FilePart part) {
    for (FileKind kind : FileKind.values()) {
      if (kind.tag() == tag && kind != FileKind.TEMPORARY) {
        return kind;
      }
    }
    throw part.damage(KIND, "a kind of file", "tag " + tag);
  }

  /**
   * Checks that the file is the one meant.
   *
   * @throws CorruptFileException where it belongs to another database or has another salt
   */
  public void require(UUID expectedDatabase, long expectedSalt) {
    FilePart part = new FilePart(fileName(), "header");
    if (!database.equals(expectedDatabase)) {
      throw part.damage(DATABASE, "database " + expectedDatabase, database.toString());
    }
    part.require("salt", expectedSalt, salt, SALT);
  }
}
