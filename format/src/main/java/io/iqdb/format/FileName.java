package io.iqdb.format;

import io.iqdb.error.Require;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Name of a numbered file, such as {@code seg-000017} or {@code tomb-000017-000003}: made from
 * numbers and parsed back here and nowhere else ({@code spec/FORMAT.md}, section 1).
 *
 * @param kind what the file is
 * @param number counts files of all kinds, at least 0
 * @param generation of a tombstone file, 0 for every other kind
 */
public record FileName(FileKind kind, long number, long generation)
    implements Comparable<FileName> {
  /**
   * The largest number that is read. No database gets there, and whatever is read leaves room for
   * the numbers that follow.
   */
  public static final long LARGEST = 1_000_000_000_000_000_000L;

  private static final Pattern NAME =
      Pattern.compile("(manifest|wal|seg|tomb|catalog|tmp)-([0-9]{6,19})(?:-([0-9]{6,19}))?");

  /** Checks the numbers against the kind. */
  public FileName {
    Require.argument(number >= 0, "file number %d is negative", number);
    Require.argument(generation >= 0, "generation %d is negative", generation);
    Require.argument(
        generation == 0 || kind.hasGenerations(), "%s files have no generation", kind.prefix());
  }

  /** A name without a generation. */
  public static FileName of(FileKind kind, long number) {
    return new FileName(kind, number, 0);
  }

  /** The unpublished file of attempt {@code number}. */
  public static FileName temporary(long number) {
    return new FileName(FileKind.TEMPORARY, number, 0);
  }

  /**
   * The name that {@code text} spells, or nothing where it is none of ours. Only the one spelling
   * that {@link #toString} gives is accepted, so that two names never mean one file.
   */
  public static Optional<FileName> parse(String text) {
    Matcher matcher = NAME.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    for (FileKind kind : FileKind.values()) {
      boolean generation = matcher.group(3) != null;
      if (kind.prefix().equals(matcher.group(1)) && generation == kind.hasGenerations()) {
        try {
          FileName name =
              new FileName(
                  kind,
                  Long.parseLong(matcher.group(2)),
                  generation ? Long.parseLong(matcher.group(3)) : 0);
          boolean ours =
              name.number <= LARGEST && name.generation <= LARGEST && name.toString().equals(text);
          return ours ? Optional.of(name) : Optional.empty();
        } catch (NumberFormatException beyondLong) {
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }

  @Override
  public int compareTo(FileName other) {
    int byKind = kind.compareTo(other.kind);
    int byNumber = byKind != 0 ? byKind : Long.compare(number, other.number);
    return byNumber != 0 ? byNumber : Long.compare(generation, other.generation);
  }

  @Override
  public String toString() {
    return kind.hasGenerations()
        ? kind.prefix() + "-" + digits(number) + "-" + digits(generation)
        : kind.prefix() + "-" + digits(number);
  }

  /** Written out, for the first open in a process would link what a record generates. */
  @Override
  public boolean equals(Object other) {
    return other instanceof FileName name
        && kind == name.kind
        && number == name.number
        && generation == name.generation;
  }

  @Override
  public int hashCode() {
    return (kind.prefix().hashCode() * 31 + Long.hashCode(number)) * 31 + Long.hashCode(generation);
  }

  /** At least six; opening a database should not pay for a formatter. */
  static String digits(long number) {
    String plain = Long.toString(number);
    return "0".repeat(Math.max(0, 6 - plain.length())) + plain;
  }
}
