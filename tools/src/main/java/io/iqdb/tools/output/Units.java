package io.iqdb.tools.output;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Figures as people read them. */
public final class Units {
  private static final String[] BYTES = {"bytes", "KiB", "MiB", "GiB", "TiB"};

  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Units() {}

  /** With separators: {@code 100,000}. */
  public static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** How many of what: {@code 1 record}, {@code 2 records}. */
  public static String count(long number, String one) {
    return count(number) + ' ' + one + (number == 1 ? "" : "s");
  }

  /** In the unit that keeps it readable: {@code 48.8 MiB}. */
  public static String bytes(long number) {
    double value = number;
    int unit = 0;
    while (value >= 1024 && unit < BYTES.length - 1) {
      value /= 1024;
      unit++;
    }
    return unit == 0
        ? number + " bytes"
        : String.format(Locale.ROOT, "%.1f %s", value, BYTES[unit]);
  }

  /** A number of things in some time: {@code 85,000/s}. */
  public static String rate(double perSecond) {
    return String.format(Locale.ROOT, "%,.0f/s", perSecond);
  }

  /** A time: {@code 312.5 us} or {@code 12.40 ms}. */
  public static String micros(double micros) {
    return micros < 1_000
        ? String.format(Locale.ROOT, "%.1f us", micros)
        : String.format(Locale.ROOT, "%.2f ms", micros / 1_000);
  }

  /** A time: {@code 1.25 s}. */
  public static String seconds(double seconds) {
    return String.format(Locale.ROOT, "%.2f s", seconds);
  }

  /** A moment, to the second and in UTC: {@code 2026-01-31 12:00:05}. */
  public static String time(long millis) {
    return MOMENT.format(Instant.ofEpochMilli(millis));
  }

  /** Four places: {@code 0.9987}. */
  public static String share(double share) {
    return String.format(Locale.ROOT, "%.4f", share);
  }
}
