package io.iqdb.format;

/**
 * Bytes that no writer of this format makes. Codecs know no file: who reads one turns this into
 * {@link io.iqdb.error.CorruptFileException}.
 */
public final class MalformedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String expected;
  private final String found;
  private final long offset;

  /**
   * Bytes that decode to nothing.
   *
   * @param expected what should be there
   * @param found what is
   * @param offset where, in bytes from the start of what was decoded
   */
  public MalformedException(String expected, String found, long offset) {
    super("at offset " + offset + ": expected " + expected + ", found " + found);
    this.expected = expected;
    this.found = found;
    this.offset = offset;
  }

  /** What should be there. */
  public String expected() {
    return expected;
  }

  /** What is there. */
  public String found() {
    return found;
  }

  /** Where, in bytes from the start of what was decoded. */
  public long offset() {
    return offset;
  }
}
