package io.iqdb;

import io.iqdb.error.CorruptFileException;
import io.iqdb.error.DatabaseLockedException;
import io.iqdb.error.DiskFullException;
import io.iqdb.error.IqdbException;
import io.iqdb.error.NotADatabaseException;
import io.iqdb.error.StorageException;
import io.iqdb.error.WriterFailedException;
import io.iqdb.store.LockHeldException;
import io.iqdb.store.LockLostException;
import io.iqdb.store.NoSpaceException;
import java.io.IOException;
import java.nio.file.NotDirectoryException;
import org.jspecify.annotations.Nullable;

/** The one place where what goes wrong inside becomes what a caller sees. */
final class Failures {
  /** Something that may fail in the ways of the inside. */
  interface Call<R extends @Nullable Object> {
    R run() throws Exception;
  }

  private Failures() {}

  /**
   * Runs {@code call} and translates its failures.
   *
   * @param what was tried, for the message
   */
  static <R extends @Nullable Object> R translate(String what, Call<R> call) {
    try {
      return call.run();
    } catch (InternalError truncated) {
      // what the JVM throws where a mapping lost its file; searches name the segment themselves
      throw new CorruptFileException(
          "a segment", "mapping", 0, "a readable file", "a fault while reading (" + what + ")");
    } catch (RuntimeException unchecked) {
      throw unchecked;
    } catch (Exception failure) {
      throw translated(what, failure);
    }
  }

  /** What a caller sees of {@code failure}. */
  static IqdbException translated(String what, Exception failure) {
    String message = what + ": " + failure.getMessage();
    return switch (failure) {
      case NoSpaceException full -> new DiskFullException(message, full);
      case LockHeldException held -> new DatabaseLockedException(message, held);
      case LockLostException lost -> new WriterFailedException(message, lost);
      case NotDirectoryException other ->
          new NotADatabaseException(what + ": " + other.getFile() + " is no directory");
      case IOException io -> new StorageException(message, io);
      default -> new StorageException(message, failure);
    };
  }
}
