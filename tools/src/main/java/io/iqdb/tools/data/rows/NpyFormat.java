package io.iqdb.tools.data.rows;

import io.iqdb.policy.Limits;
import io.iqdb.tools.data.DataFileException;
import io.iqdb.tools.data.rows.RowLayout.Element;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * NumPy's array files, versions 1 to 3: magic, version, length of the header, the header (a Python
 * dictionary of descr, fortran_order and shape), then the elements. Only two-dimensional arrays in
 * C order of plain numbers are vectors; object arrays are refused, reading one would run code.
 */
final class NpyFormat {
  private static final int MAGIC_BYTES = 6;
  private static final int MAX_HEADER = 1 << 20;
  private static final Pattern KEY =
      Pattern.compile(
          "\\s*['\"](descr|fortran_order|shape)['\"]\\s*:\\s*"
              + "(?:['\"]([^'\"]*)['\"]|(True|False)|\\(([0-9L,\\s]*)\\))\\s*(,|\\})\\s*");
  private static final Pattern SHAPE =
      Pattern.compile("\\s*([0-9]+)L?\\s*,\\s*([0-9]+)L?\\s*,?\\s*");

  private NpyFormat() {}

  /** The layout that the header of {@code file} describes, checked against the file's length. */
  static RowLayout layout(RowFile file) throws IOException {
    String name = file.name();
    if (file.length() < MAGIC_BYTES + 4
        || file.read(0, MAGIC_BYTES).compareTo(ByteBuffer.wrap(magic())) != 0) {
      throw header(name, "expected the magic of a .npy file");
    }
    int major = file.read(MAGIC_BYTES, 1).get(0);
    if (major < 1 || major > 3) {
      throw header(name, "expected version 1 to 3, found " + major);
    }
    int lengthBytes = major == 1 ? 2 : 4;
    int start = MAGIC_BYTES + 2 + lengthBytes;
    if (file.length() < start) {
      throw header(name, "expected " + start + " bytes, the file has " + file.length());
    }
    ByteBuffer prefix = file.read(MAGIC_BYTES + 2, lengthBytes);
    long length =
        major == 1
            ? Short.toUnsignedInt(prefix.getShort(0))
            : Integer.toUnsignedLong(prefix.getInt(0));
    if (length > MAX_HEADER || length > file.length() - start) {
      throw header(name, "expected a header inside the file, found one of " + length + " bytes");
    }
    Charset charset = major == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
    String text = new String(file.read(start, (int) length).array(), charset);
    return layout(name, text, start + length, file.length());
  }

  private static RowLayout layout(String name, String header, long start, long fileLength) {
    String descr = "";
    String order = "";
    String shape = "";
    String trimmed = header.strip();
    Matcher key = KEY.matcher(trimmed);
    int at = trimmed.startsWith("{") ? 1 : trimmed.length();
    boolean closed = false;
    while (!closed && key.region(at, trimmed.length()).lookingAt()) {
      switch (key.group(1)) {
        case "descr" -> descr = orEmpty(key.group(2));
        case "fortran_order" -> order = orEmpty(key.group(3));
        default -> shape = orEmpty(key.group(4));
      }
      at = key.end();
      closed = "}".equals(key.group(5)) || trimmed.substring(at).equals("}");
    }
    Element element = element(name, descr);
    if (!order.equals("False")) {
      throw header(name, "expected fortran_order False");
    }
    Matcher dimensions = SHAPE.matcher(shape);
    if (!dimensions.matches()) {
      throw header(name, "expected a shape of two dimensions");
    }
    long rows = number(name, dimensions.group(1));
    long columns = number(name, dimensions.group(2));
    if (columns < 1 || columns > Limits.MAX_DIMENSION) {
      throw header(name, "expected 1 to " + Limits.MAX_DIMENSION + " columns, found " + columns);
    }
    long stride = columns * element.bytes;
    if (rows > (fileLength - start) / stride || rows * stride != fileLength - start) {
      throw header(
          name,
          "expected "
              + rows
              + " rows of "
              + stride
              + " bytes behind the header, found "
              + (fileLength - start)
              + " bytes");
    }
    return new RowLayout(start, rows, (int) columns, false, element);
  }

  private static Element element(String name, String descr) {
    return switch (descr) {
      case "<f4" -> Element.F32;
      case "<f8" -> Element.F64;
      case "<f2" -> Element.F16;
      case "|u1" -> Element.U8;
      case "|i1" -> Element.I8;
      default -> throw header(name, "expected a descr of <f4, <f8, <f2, |u1 or |i1, found another");
    };
  }

  private static long number(String name, String digits) {
    if (digits.length() > 18) {
      throw header(name, "expected a shape below 10^18");
    }
    return Long.parseLong(digits);
  }

  private static byte[] magic() {
    return new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  }

  private static String orEmpty(@Nullable String group) {
    return group == null ? "" : group;
  }

  private static DataFileException header(String file, String problem) {
    return new DataFileException(file, "header", problem);
  }
}
