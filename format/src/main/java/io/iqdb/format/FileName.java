package io.iqdb.format;

import io.iqdb.error.Require;
import java.util.Optional;

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

  private static final int LONGEST_NUMBER = 19;

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
    String[] parts = text.split("-", 4); // by one character: no regular expression is loaded
    for (FileKind kind : FileKind.values()) {
      if (kind.prefix().equals(parts[0]) && parts.length == (kind.hasGenerations() ? 3 : 2)) {
        long number = number(parts[1]);
        long generation = kind.hasGenerations() ? number(parts[2]) : 0;
        if (number >= 0 && generation >= 0) {
          FileName name = new FileName(kind, number, generation);
          return name.toString().equals(text) ? Optional.of(name) : Optional.empty();
        }
      }
    }
    return Optional.empty();
  }

  /** What {@code digits} say, or -1 where they are something else, or beyond {@link #LARGEST}. */
  private static long number(String digits) {
    boolean fit = !digits.isEmpty() && digits.length() <= LONGEST_NUMBER;
    long number = 0;
    for (int i = 0; fit && i < digits.length(); i++) {
      char digit = digits.charAt(i);
      fit = digit >= '0' && digit <= '9';
      number = number * 10 + digit - '0';
    }
    return fit && number >= 0 && number <= LARGEST ? number : -1;
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
