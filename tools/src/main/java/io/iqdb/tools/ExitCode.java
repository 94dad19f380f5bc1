package io.iqdb.tools;

import io.iqdb.error.IqdbException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;
import java.util.Objects;

/** The exit codes, and what an exception means to the person who gave the command. */
final class ExitCode {
  static final int OK = 0;
  static final int DAMAGE = 1;
  static final int USAGE = 2;
  static final int LOCKED = 3;
  static final int IO = 4;

  private ExitCode() {}

  /** The code for what went wrong. */
  static int of(Throwable failure) {
    return switch (failure) {
      case IqdbException e ->
          switch (e.code()) {
            case CORRUPT_FILE -> DAMAGE;
            case LOCKED -> LOCKED;
            case DISK_FULL, STORAGE, WRITER_FAILED -> IO;
            case INVALID_ARGUMENT,
                DIMENSION_MISMATCH,
                INVALID_VECTOR,
                INVALID_FILTER,
                INVALID_CONFIG,
                LIMIT_EXCEEDED,
                CLOSED,
                READ_ONLY,
                NOT_A_DATABASE,
                NO_SUCH_COLLECTION,
                COLLECTION_EXISTS,
                COLLECTION_IN_USE,
                SNAPSHOT_HELD,
                UNSUPPORTED_VERSION ->
                USAGE;
          };
      case UncheckedIOException e -> of(cause(e));
      case NoSuchFileException e -> USAGE;
      case FileAlreadyExistsException e -> USAGE;
      case NotDirectoryException e -> USAGE;
      default -> IO;
    };
  }

  /** One line for what went wrong. */
  static String line(Throwable failure) {
    String text =
        switch (failure) {
          case IqdbException e -> String.valueOf(e.getMessage());
          case UncheckedIOException e -> line(cause(e));
          case NoSuchFileException e -> "no such file: " + e.getFile();
          case FileAlreadyExistsException e -> "exists already: " + e.getFile();
          case NotDirectoryException e -> "not a directory: " + e.getFile();
          case DirectoryNotEmptyException e -> "directory is not empty: " + e.getFile();
          case AccessDeniedException e -> "access denied: " + e.getFile();
          case FileSystemException e -> e.getFile() + ": " + e.getReason();
          case IOException e -> "input or output failed: " + e.getMessage();
          default -> "internal error: " + failure;
        };
    return text.lines().reduce((a, b) -> a + " " + b).orElse(name(failure));
  }

  private static Throwable cause(UncheckedIOException wrapper) {
    return Objects.requireNonNull(wrapper.getCause());
  }

  private static String name(Throwable failure) {
    return failure.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }
}
