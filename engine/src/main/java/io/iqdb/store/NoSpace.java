package io.iqdb.store;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells a full disk, a used-up quota or a file size limit from other failures of a write. */
final class NoSpace {
  // ENOSPC, EDQUOT, EFBIG: the JDK hands on the text of strerror and no number
  private static final Set<String> TEXTS =
      Set.of("No space left on device", "Disk quota exceeded", "File too large");
  private static final Path FULL = Path.of("/dev/full");

  private NoSpace() {}

  /** A {@link NoSpaceException} where that is what {@code failure} means, else itself. */
  static IOException translate(IOException failure, Path file) {
    if (failure instanceof NoSpaceException || !isNoSpace(textOf(failure))) {
      return failure;
    }
    NoSpaceException full = new NoSpaceException("no space for " + file + ": " + textOf(failure));
    full.initCause(failure);
    return full;
  }

  private static boolean isNoSpace(@Nullable String text) {
    return text != null && (TEXTS.contains(text) || text.equals(localText()));
  }

  private static @Nullable String textOf(IOException failure) {
    return failure instanceof FileSystemException named ? named.getReason() : failure.getMessage();
  }

  /** What ENOSPC is called in the language of this process, where the system can be asked. */
  private static @Nullable String localText() {
    try {
      if (!Files.readAttributes(FULL, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
          .isOther()) {
        return null;
      }
    } catch (IOException noSuchDevice) {
      return null;
    }
    try (RandomAccessFile full = new RandomAccessFile(FULL.toFile(), "rw")) {
      full.write(0);
      return null;
    } catch (IOException answer) {
      return Objects.requireNonNullElse(answer.getMessage(), "");
    }
  }
}
