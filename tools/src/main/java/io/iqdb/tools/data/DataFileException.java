package io.iqdb.tools.data;

import io.iqdb.error.ErrorCode;
import io.iqdb.error.IqdbException;
import org.jspecify.annotations.Nullable;

/** A user's file is not what it should be: cut off, of another format, or wrong in one record. */
public final class DataFileException extends IqdbException {
  private static final long serialVersionUID = 1L;

  /**
   * At a place in a file.
   *
   * @param file name of the file
   * @param place the line, record or part of it, such as {@code record 17}
   * @param problem what was expected and what was found
   */
  public DataFileException(String file, String place, String problem) {
    this(file, place, problem, null);
  }

  /** The same, caused by {@code cause}. */
  public DataFileException(String file, String place, String problem, @Nullable Throwable cause) {
    super(ErrorCode.INVALID_ARGUMENT, file + ", " + place + ": " + problem, cause);
  }

  /** About record {@code record} of {@code file}, counted from 0. */
  public static DataFileException record(String file, long record, String problem) {
    return new DataFileException(file, "record " + record, problem);
  }

  /** About line {@code line} of {@code file}, counted from 1. */
  public static DataFileException line(String file, long line, String problem) {
    return new DataFileException(file, "line " + line, problem);
  }
}
