package io.iqdb.store;

import java.nio.file.FileSystemException;

/** A name that should be a regular file's is that of something else, which was not opened. */
public final class NotRegularFileException extends FileSystemException {
  private static final long serialVersionUID = 1L;

  private final String kind;

  /**
   * Of something that is no regular file.
   *
   * @param file its name
   * @param kind what it is
   */
  public NotRegularFileException(String file, String kind) {
    super(file, null, "not a regular file but " + kind);
    this.kind = kind;
  }

  /** What it is, such as {@code a link}. */
  public String kind() {
    return kind;
  }
}
