package io.iqdb.error;

/** Damage in a file, found before any result depended on it. */
public final class CorruptFileException extends IqdbException {
  private static final long serialVersionUID = 1L;

  private final String file;
  private final String section;
  private final long offset;
  private final String expected;
  private final String found;

  /**
   * Damage at a place in a file.
   *
   * @param file name of the file inside the database directory
   * @param section the structure that is damaged, such as {@code header} or {@code IDS}
   * @param offset where it starts, in bytes from the beginning of the file
   * @param expected what should be there
   * @param found what is
   */
  public CorruptFileException(
      String file, String section, long offset, String expected, String found) {
    super(
        ErrorCode.CORRUPT_FILE,
        file
            + ", "
            + section
            + " at offset "
            + offset
            + ": expected "
            + expected
            + ", found "
            + found,
        null);
    this.file = file;
    this.section = section;
    this.offset = offset;
    this.expected = expected;
    this.found = found;
  }

  /** Name of the damaged file. */
  public String file() {
    return file;
  }

  /** The damaged structure. */
  public String section() {
    return section;
  }

  /** Where it starts, in bytes. */
  public long offset() {
    return offset;
  }

  /** What should be there. */
  public String expected() {
    return expected;
  }

  /** What is there. */
  public String found() {
    return found;
  }
}
