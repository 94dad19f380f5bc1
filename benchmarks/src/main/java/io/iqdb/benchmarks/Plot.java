package io.iqdb.benchmarks;

import java.util.List;
import java.util.Locale;

/** Lines over a common x axis, in panels one above the other, as an SVG picture of its own. */
final class Plot {
  private static final int WIDTH = 860;
  private static final int LEFT = 60;
  private static final int RIGHT = 20;
  private static final int PANEL = 190;
  private static final int TITLE = 28;
  private static final int FOOT = 24;
  private static final int STEPS = 4;

  /** Told apart by most eyes, on white (after Okabe and Ito). */
  private static final List<String> COLOURS =
      List.of("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000");

  private Plot() {}

  /** A point of a line. */
  record At(double x, double y) {}

  /** A line through points, x rising; at least one. */
  record Line(String name, List<At> points) {}

  /** Lines that share a y axis, from 0 to the largest value rounded up. */
  record Panel(String title, List<Line> lines) {}

  /** The names of the first panel's lines make the legend: the others hold the same lines. */
  static String svg(String xTitle, List<Panel> panels) {
    int legend = 20 * ((panels.getFirst().lines().size() + 2) / 3) + 8;
    int height = legend + panels.size() * (PANEL + TITLE) + FOOT;
    StringBuilder svg = new StringBuilder();
    svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + WIDTH + " " + height)
        .append("\" font-family=\"sans-serif\" font-size=\"12\">\n")
        .append("<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n");
    legend(svg, panels.getFirst().lines());
    double most = 0;
    for (Panel panel : panels) {
      for (Line line : panel.lines()) {
        most = Math.max(most, line.points().getLast().x());
      }
    }
    for (int i = 0; i < panels.size(); i++) {
      panel(svg, panels.get(i), legend + i * (PANEL + TITLE) + TITLE, most);
    }
    double middle = LEFT + (WIDTH - LEFT - RIGHT) / 2.0;
    text(svg, middle, height - 6.0, "middle", xTitle + ", 0 to " + number(most));
    return svg.append("</svg>\n").toString();
  }

  private static void legend(StringBuilder svg, List<Line> lines) {
    for (int i = 0; i < lines.size(); i++) {
      double x = LEFT + i % 3 * 260.0;
      int row = i / 3;
      double y = 18 + row * 20.0;
      svg.append("<path d=\"M" + x + " " + (y - 4) + "h24\" stroke=\"" + colour(i))
          .append("\" stroke-width=\"2\"/>\n");
      text(svg, x + 30, y, "start", lines.get(i).name());
    }
  }

  private static void panel(StringBuilder svg, Panel panel, int top, double mostX) {
    double mostY = 0;
    for (Line line : panel.lines()) {
      for (At at : line.points()) {
        mostY = Math.max(mostY, at.y());
      }
    }
    mostY = roundedUp(mostY);
    int width = WIDTH - LEFT - RIGHT;
    int bottom = top + PANEL - TITLE;
    text(svg, LEFT, top - 8.0, "start", panel.title());
    for (int step = 0; step <= STEPS; step++) {
      double y = bottom - (double) (bottom - top) * step / STEPS;
      svg.append("<path d=\"M" + LEFT + " " + y + "h" + width + "\" stroke=\"#d0d0d0\"/>\n");
      text(svg, LEFT - 6, y + 4, "end", number(mostY * step / STEPS));
    }
    for (int i = 0; i < panel.lines().size(); i++) {
      Line line = panel.lines().get(i);
      svg.append("<polyline fill=\"none\" stroke-width=\"1.5\" stroke=\"" + colour(i))
          .append("\" points=\"");
      for (At at : line.points()) {
        svg.append(
            String.format(
                Locale.ROOT,
                "%.1f,%.1f ",
                LEFT + at.x() / mostX * width,
                bottom - at.y() / mostY * (bottom - top)));
      }
      svg.append("\"/>\n");
    }
  }

  private static void text(StringBuilder svg, double x, double y, String anchor, String words) {
    String escaped = words.replace("&", "&amp;").replace("<", "&lt;");
    svg.append("<text x=\"" + x + "\" y=\"" + y + "\" text-anchor=\"" + anchor + "\">")
        .append(escaped + "</text>\n");
  }

  /** 1, 2, 4, 5 or 8 times a power of ten. */
  private static double roundedUp(double value) {
    double power = value > 0 ? Math.pow(10, Math.floor(Math.log10(value))) : 1;
    for (int digit : new int[] {1, 2, 4, 5, 8}) {
      if (value <= digit * power) {
        return digit * power;
      }
    }
    return 10 * power;
  }

  private static String number(double value) {
    return value == Math.rint(value)
        ? Long.toString((long) value)
        : String.format(Locale.ROOT, "%.2f", value);
  }

  private static String colour(int line) {
    return COLOURS.get(line % COLOURS.size());
  }
}
