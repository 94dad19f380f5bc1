package io.iqdb.tools;

import io.iqdb.error.InvalidArgumentException;
import io.iqdb.tools.json.JsonRecord;
import io.iqdb.types.VectorId;
import java.util.HexFormat;
import picocli.CommandLine.Option;

/**
 * How ids on the command line are meant: as numbers where they look like one, otherwise as strings,
 * unless one of the two options says so.
 */
final class IdForm {
  /** How a parameter or an option that takes an id is described. */
  static final String DESCRIPTION = "A number, or else a string that stands for its UTF-8 bytes.";

  @Option(names = "--text", description = "Ids are strings, even if they look like numbers.")
  private boolean text;

  @Option(names = "--hex", description = "Ids are hex digits that stand for bytes.")
  private boolean hex;

  IdForm() {}

  /** The id that {@code spelling} means. */
  VectorId parse(String spelling) {
    if (hex) {
      try {
        return VectorId.of(HexFormat.of().parseHex(spelling));
      } catch (IllegalArgumentException e) {
        throw new InvalidArgumentException("ID is not pairs of hex digits");
      }
    }
    if (!text && spelling.matches("[0-9]+")) {
      try {
        return VectorId.of(Long.parseUnsignedLong(spelling));
      } catch (NumberFormatException e) {
        throw new InvalidArgumentException("ID is larger than 2^64 - 1; is it a string (--text)?");
      }
    }
    return JsonRecord.textId(spelling);
  }
}
