package io.iqdb.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Draws what runs of {@code churn.Churn} wrote: {@code benchmarks/run ChurnPlot PICTURE.svg
 * NAME=amplification.csv ...}
 */
public final class ChurnPlot {
  private static final int OPERATIONS = 1;

  private ChurnPlot() {}

  /** Draws three panels: segments, space and writing, over thousands of operations. */
  public static void main(String[] args) throws IOException {
    List<Plot.Panel> panels = new ArrayList<>();
    panels.add(panel("segments", 2, args));
    panels.add(panel("bytes of the segments by bytes of live data", 3, args));
    panels.add(panel("bytes written, log included, by bytes given", 5, args));
    Files.writeString(Path.of(args[0]), Plot.svg("thousands of operations", panels));
  }

  private static Plot.Panel panel(String title, int column, String[] args) throws IOException {
    List<Plot.Line> lines = new ArrayList<>();
    for (int i = 1; i < args.length; i++) {
      int equals = args[i].indexOf('=');
      Path file = Path.of(args[i].substring(equals + 1));
      List<Plot.At> points = new ArrayList<>();
      List<String> rows = Files.readAllLines(file);
      for (String row : rows.subList(1, rows.size())) {
        String[] cells = row.split(",", -1);
        double value = Double.parseDouble(cells[column]);
        if (Double.isFinite(value)) {
          points.add(new Plot.At(Double.parseDouble(cells[OPERATIONS]) / 1000, value));
        }
      }
      lines.add(new Plot.Line(args[i].substring(0, equals), points));
    }
    return new Plot.Panel(title, lines);
  }
}
