package io.iqdb.error;

/** A vector has another dimension than the database it was given to. */
public final class DimensionMismatchException extends IqdbException {
  private static final long serialVersionUID = 1L;

  private final int expected;
  private final int found;

  /** Of a database of {@code expected} and a vector of {@code found} components. */
  public DimensionMismatchException(int expected, int found) {
    super(
        ErrorCode.DIMENSION_MISMATCH,
        "vector has dimension " + found + ", the database has " + expected,
        null);
    this.expected = expected;
    this.found = found;
  }

  /** The dimension of the database. */
  public int expected() {
    return expected;
  }

  /** The dimension of the vector. */
  public int found() {
    return found;
  }
}
