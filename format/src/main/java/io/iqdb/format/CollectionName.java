package io.iqdb.format;

import io.iqdb.error.Require;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Name of the directory of one collection, such as {@code col-000017}: made from a number, never
 * from what the collection is called ({@code spec/FORMAT.md}, section 1).
 *
 * @param number counted from 1 in each catalog, never given twice
 */
public record CollectionName(long number) implements Comparable<CollectionName> {
  private static final Pattern NAME = Pattern.compile("col-([0-9]{6,19})");

  /** Checks the range of the number. */
  public CollectionName {
    Require.argument(
        number >= 0 && number <= FileName.LARGEST, "collection number %d is out of range", number);
  }

  /**
   * The name that {@code text} spells, or nothing where it is none; only the one spelling that
   * {@link #toString} gives is accepted.
   */
  public static Optional<CollectionName> parse(String text) {
    Matcher matcher = NAME.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      long number = Long.parseLong(matcher.group(1));
      return number <= FileName.LARGEST && FileName.digits(number).equals(matcher.group(1))
          ? Optional.of(new CollectionName(number))
          : Optional.empty();
    } catch (NumberFormatException beyondLong) {
      return Optional.empty();
    }
  }

  @Override
  public int compareTo(CollectionName other) {
    return Long.compare(number, other.number);
  }

  @Override
  public String toString() {
    return "col-" + FileName.digits(number);
  }
}
