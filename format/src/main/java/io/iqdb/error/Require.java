package io.iqdb.error;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The two helpers that check arguments: one for values, one for state. */
public final class Require {
  private Require() {}

  /** Throws {@link InvalidArgumentException} with the formatted message unless {@code holds}. */
  @FormatMethod
  public static void argument(boolean holds, @FormatString String format, Object... arguments) {
    if (!holds) {
      throw new InvalidArgumentException(String.format(Locale.ROOT, format, arguments));
    }
  }

  /** Throws {@link IllegalStateException}: a defect of the store itself, never of its caller. */
  @FormatMethod
  public static void state(boolean holds, @FormatString String format, Object... arguments) {
    if (!holds) {
      throw new IllegalStateException(String.format(Locale.ROOT, format, arguments));
    }
  }

  /** The same for a number, without an allocation: fit for every row of a loop. */
  @FormatMethod
  public static void state(boolean holds, @FormatString String format, long argument) {
    if (!holds) {
      throw new IllegalStateException(String.format(Locale.ROOT, format, argument));
    }
  }

  /** The same for two numbers. */
  @FormatMethod
  public static void state(boolean holds, @FormatString String format, long first, long second) {
    if (!holds) {
      throw new IllegalStateException(String.format(Locale.ROOT, format, first, second));
    }
  }

  /** {@code value}, which a defect of the store alone could have made null. */
  public static <T> T nonNull(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("a value is missing");
    }
    return value;
  }
}
