package io.iqdb.tools.json;

import io.iqdb.error.ErrorCode;
import io.iqdb.error.IqdbException;
import org.jspecify.annotations.Nullable;

/** A text is not JSON, or not the JSON that was expected; the message quotes nothing of it. */
public final class InvalidJsonException extends IqdbException {
  private static final long serialVersionUID = 1L;

  /** With what was expected and what was found. */
  public InvalidJsonException(String message) {
    this(message, null);
  }

  /** The same, caused by {@code cause}. */
  public InvalidJsonException(String message, @Nullable Throwable cause) {
    super(ErrorCode.INVALID_ARGUMENT, message, cause);
  }
}
