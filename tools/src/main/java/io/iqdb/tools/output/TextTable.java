package io.iqdb.tools.output;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A table of text: columns as wide as their widest cell; in tables of more than two columns those
 * of numbers stand to the right. One thread.
 */
public final class TextTable {
  private final List<List<String>> rows = new ArrayList<>();

  /** Without a row. */
  public TextTable() {}

  /** Adds a row; rows may have different numbers of cells. */
  public TextTable row(String... cells) {
    rows.add(Arrays.stream(cells).map(Outline::printable).toList());
    return this;
  }

  /** The lines, each with its end. */
  public String render() {
    int columns = rows.stream().mapToInt(List::size).max().orElse(0);
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        String cell = row.get(i);
        String gap = " ".repeat(widths[i] - cell.length());
        boolean right = columns > 2 && i > 0 && isOfNumbers(i);
        line.append(i == 0 ? "" : "  ").append(right ? gap + cell : cell + gap);
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  /** Whether every cell below the heading begins with a digit. */
  private boolean isOfNumbers(int column) {
    return rows.stream()
        .skip(1)
        .filter(row -> row.size() > column)
        .map(row -> row.get(column))
        .allMatch(cell -> !cell.isEmpty() && Character.isDigit(cell.charAt(0)));
  }
}
