package io.iqdb.format;

import io.iqdb.error.CorruptFileException;
import java.util.HexFormat;

/**
 * Where a decoder is, for its messages.
 *
 * @param file the file, by the name it has now
 * @param section the structure inside it, such as {@code header} or {@code IDS}
 */
public record FilePart(FileName file, String section) {
  /** What to throw for damage at {@code offset} of the file. */
  public CorruptFileException damage(long offset, String expected, String found) {
    return new CorruptFileException(file.toString(), section, offset, expected, found);
  }

  /** What to throw where {@code bytes}, that begin at {@code offset} of the file, do not decode. */
  public CorruptFileException damage(long offset, MalformedException bytes) {
    return damage(offset + bytes.offset(), bytes.expected(), bytes.found());
  }

  /** Throws {@link CorruptFileException} unless {@code expected} is {@code found}. */
  public void require(String what, long expected, long found, long offset) {
    if (expected != found) {
      throw damage(offset, what + " " + expected, Long.toString(found));
    }
  }

  /** Throws {@link CorruptFileException} unless the checksum {@code stored} is {@code computed}. */
  public void requireChecksum(int stored, int computed, long offset) {
    if (stored != computed) {
      throw checksumDamage(stored, computed, offset);
    }
  }

  /** What to throw or report where the bytes at {@code offset} have another checksum. */
  public CorruptFileException checksumDamage(int stored, int computed, long offset) {
    return damage(offset, "checksum " + hex(stored), hex(computed));
  }

  private static String hex(int value) {
    return HexFormat.of().toHexDigits(value);
  }
}
