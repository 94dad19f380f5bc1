package io.iqdb.tools;

import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import io.iqdb.policy.FsyncPolicy;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How the command line spells the engine's words. */
final class Labels {
  private static final Pattern PERIOD = Pattern.compile("([0-9]{1,9})(ms|s|m)");

  private Labels() {}

  /** In lower case. */
  static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** What a file of a database directory is for. */
  static String purpose(String file) {
    return FileName.parse(file)
        .map(FileName::kind)
        .map(Labels::purpose)
        .orElse(
            switch (file) {
              case "LOCK" -> "who has it open for writing";
              case "RESERVE" -> "space to release when the disk is full";
              default -> "";
            });
  }

  private static String purpose(FileKind kind) {
    return switch (kind) {
      case MANIFEST -> "which files are the truth";
      case WAL -> "acknowledged writes since the last flush";
      case SEGMENT -> "vectors, ids and metadata, immutable";
      case TOMBSTONE -> "deleted rows of a segment";
      case CATALOG -> "which collections there are";
      case TEMPORARY -> "not published yet";
    };
  }

  /**
   * Reads {@code always}, {@code never} or a period such as {@code 100ms}, {@code 5s}, {@code 1m}.
   */
  static final class FsyncConverter implements ITypeConverter<FsyncPolicy> {
    FsyncConverter() {}

    @Override
    public FsyncPolicy convert(String text) {
      Matcher period = PERIOD.matcher(text);
      if (text.equals("always")) {
        return FsyncPolicy.ALWAYS;
      } else if (text.equals("never")) {
        return FsyncPolicy.NEVER;
      } else if (!period.matches()) {
        throw new TypeConversionException(
            "expected always, never or a period such as 100ms, 5s or 1m");
      }
      long number = Long.parseLong(period.group(1));
      return FsyncPolicy.periodic(
          switch (period.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            default -> Duration.ofMinutes(number);
          });
    }
  }
}
