package io.iqdb.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** Refuses everything that is not a regular file, before it is opened: opening a FIFO can block. */
final class RegularFile {
  private RegularFile() {}

  /**
   * Attributes of a regular file.
   *
   * @throws NotRegularFileException where {@code path} is a link, a directory, a FIFO or a device
   */
  static BasicFileAttributes attributes(Path path) throws IOException {
    BasicFileAttributes found = attributesOfAny(path);
    if (!found.isRegularFile()) {
      String kind =
          found.isSymbolicLink() ? "a link" : found.isDirectory() ? "a directory" : "a device";
      throw new NotRegularFileException(path.toString(), kind);
    }
    return found;
  }

  /** Attributes of the name itself, whatever it is. */
  static BasicFileAttributes attributesOfAny(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }
}
