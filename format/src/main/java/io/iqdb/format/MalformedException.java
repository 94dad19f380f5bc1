package io.iqdb.format;

/**
 * Bytes that no encoder of this format writes. Thrown by codecs, which know no file; who called
 * them turns it into a {@link io.iqdb.error.CorruptFileException} that names one. It never leaves
 * the engine.
 */
public final class MalformedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String expected;
  private final String found;
  private final long offset;

  /**
   * Bytes at a place that do not decode.
   *
   * @param expected what should be there
   * @param found what is
   * @param offset where, in bytes from the beginning of what was decoded
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

  /** Where, in bytes from the beginning of what was decoded. */
  public long offset() {
    return offset;
  }
}
