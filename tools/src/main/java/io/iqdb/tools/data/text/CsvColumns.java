package io.iqdb.tools.data.text;

import de.siegmar.fastcsv.reader.CsvRecord;
import io.iqdb.error.IqdbException;
import io.iqdb.policy.Limits;
import io.iqdb.tools.data.DataFileException;
import io.iqdb.tools.json.JsonRecord;
import io.iqdb.types.Metadata;
import io.iqdb.types.Value;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the header row of a CSV file says about its columns: {@code id} (optional), the vector
 * either as a column {@code vector} of JSON arrays or as columns {@code v0} to {@code vN}, {@code
 * expiresAt} (optional) in milliseconds since 1970, empty for never; every other column is
 * metadata. A cell that spells a JSON number or true or false is that, an empty one is an absent
 * field, and any other is a string, as is a number that fits no 64 bits.
 */
final class CsvColumns {
  private static final Pattern INTEGER = Pattern.compile("-?(?:0|[1-9][0-9]{0,18})");
  private static final Pattern UNSIGNED = Pattern.compile("0|[1-9][0-9]{0,19}");
  private static final Pattern NUMBER =
      Pattern.compile("-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?");
  private static final Pattern COMPONENT = Pattern.compile("v(0|[1-9][0-9]{0,4})");
  private static final int MAX_NUMBER = 400;

  private final String file;
  private final List<String> names;
  private final int id;
  private final int vector;
  private final int expiresAt;
  private final int[] components;
  private final boolean[] metadata;

  /** Of the header row {@code header} of {@code file}. */
  CsvColumns(String file, CsvRecord header) {
    this.file = file;
    this.names = List.copyOf(header.getFields());
    if (names.stream().distinct().count() != names.size()) {
      throw header("expected every name once");
    }
    id = names.indexOf("id");
    vector = names.indexOf("vector");
    expiresAt = names.indexOf("expiresAt");
    components = vector >= 0 ? new int[0] : componentColumns();
    if (vector < 0 && components.length == 0) {
      throw header("expected a column vector or columns v0, v1 and so on");
    }
    metadata = new boolean[names.size()];
    for (int i = 0; i < metadata.length; i++) {
      metadata[i] = i != id && i != vector && i != expiresAt;
    }
    for (int column : components) {
      metadata[column] = false;
    }
  }

  private int[] componentColumns() {
    Map<Integer, Integer> columns = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      var matcher = COMPONENT.matcher(names.get(i));
      if (matcher.matches()) {
        columns.put(Integer.valueOf(matcher.group(1)), i);
      }
    }
    if (columns.size() > Limits.MAX_DIMENSION) {
      throw header("expected at most " + Limits.MAX_DIMENSION + " columns v0, v1 and so on");
    }
    int[] ordered = new int[columns.size()];
    for (int i = 0; i < ordered.length; i++) {
      @Nullable Integer column = columns.get(i);
      if (column == null) {
        throw header("expected columns v0 to v" + (ordered.length - 1) + ", v" + i + " is missing");
      }
      ordered[i] = column;
    }
    return ordered;
  }

  /** Record {@code number} of the file. */
  VectorRecord record(CsvRecord row, long number) {
    if (row.getFieldCount() != names.size()) {
      throw line(row, "expected " + names.size() + " cells, found " + row.getFieldCount());
    }
    try {
      return new VectorRecord(id(row, number), vector(row), metadata(row), expiresAt(row));
    } catch (DataFileException e) {
      throw e;
    } catch (IqdbException e) {
      throw new DataFileException(
          file, "line " + row.getStartingLineNumber(), String.valueOf(e.getMessage()), e);
    }
  }

  private VectorId id(CsvRecord row, long number) {
    if (id < 0) {
      return VectorId.of(number);
    }
    String cell = row.getField(id);
    if (UNSIGNED.matcher(cell).matches()) {
      try {
        return VectorId.of(Long.parseUnsignedLong(cell));
      } catch (NumberFormatException e) {
        throw line(row, "expected an id of 0 to 2^64 - 1");
      }
    }
    return JsonRecord.textId(cell);
  }

  private Vector vector(CsvRecord row) {
    if (vector >= 0) {
      return JsonRecord.parseVector(row.getField(vector));
    }
    float[] numbers = new float[components.length];
    for (int i = 0; i < numbers.length; i++) {
      String cell = row.getField(components[i]);
      if (cell.length() > MAX_NUMBER || !NUMBER.matcher(cell).matches()) {
        throw line(row, "expected a number in column v" + i);
      }
      numbers[i] = Float.parseFloat(cell);
    }
    return Vector.of(numbers);
  }

  private long expiresAt(CsvRecord row) {
    String cell = expiresAt < 0 ? "" : row.getField(expiresAt);
    return cell.isEmpty() ? VectorRecord.NEVER : JsonRecord.parseTime(cell);
  }

  private @Nullable Metadata metadata(CsvRecord row) {
    Metadata.Builder fields = Metadata.builder();
    boolean any = false;
    for (int i = 0; i < metadata.length; i++) {
      if (metadata[i] && !row.getField(i).isEmpty()) {
        fields.put(names.get(i), value(row.getField(i)));
        any = true;
      }
    }
    return any ? fields.build() : null;
  }

  private static Value value(String cell) {
    if (cell.equals("true") || cell.equals("false")) {
      return Value.of(cell.equals("true"));
    }
    if (cell.length() > MAX_NUMBER || !NUMBER.matcher(cell).matches()) {
      return Value.of(cell);
    }
    try {
      if (INTEGER.matcher(cell).matches()) {
        return Value.of(Long.parseLong(cell));
      }
    } catch (NumberFormatException beyondLong) {
      return Value.of(cell);
    }
    double number = Double.parseDouble(cell);
    boolean real = cell.chars().anyMatch(c -> c == '.' || c == 'e' || c == 'E');
    return real && Double.isFinite(number) ? Value.of(number) : Value.of(cell);
  }

  private DataFileException header(String problem) {
    return new DataFileException(file, "header row", problem);
  }

  private DataFileException line(CsvRecord row, String problem) {
    return DataFileException.line(file, row.getStartingLineNumber(), problem);
  }
}
