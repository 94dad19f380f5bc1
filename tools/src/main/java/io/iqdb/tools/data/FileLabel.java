package io.iqdb.tools.data;

import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the name of a file says. */
public final class FileLabel {
  private FileLabel() {}

  /** The last name of {@code path}. */
  public static String nameOf(Path path) {
    @Nullable Path name = path.getFileName();
    return name == null ? path.toString() : name.toString();
  }

  /** What stands behind the last dot of the name, in lower case. */
  public static String extension(Path path) {
    String name = nameOf(path);
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }
}
