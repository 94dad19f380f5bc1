package io.iqdb.tools.load;

import io.iqdb.Iqdb;
import io.iqdb.error.InvalidArgumentException;
import io.iqdb.tools.data.FileLabel;
import io.iqdb.tools.data.rows.FvecsWriter;
import io.iqdb.tools.json.JsonRecordWriter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes the records of one snapshot, in the order in which they were inserted, to a user's file.
 * The file appears under its name when it is whole.
 */
public final class Exporter {
  private Exporter() {}

  /**
   * Writes JSON Lines or fvecs, by the end of the name.
   *
   * @param overwrite whether a file of that name may be replaced
   * @return how many records were written
   */
  public static long export(Iqdb db, Path target, boolean overwrite) throws IOException {
    String extension = FileLabel.extension(target);
    if (!extension.equals("jsonl") && !extension.equals("fvecs")) {
      throw new InvalidArgumentException(
          FileLabel.nameOf(target) + ": expected a name that ends in .jsonl or .fvecs");
    }
    if (!overwrite && Files.exists(target)) {
      throw new FileAlreadyExistsException(target.toString());
    }
    Path partial = target.resolveSibling(FileLabel.nameOf(target) + ".partial");
    try {
      long records;
      try (OutputStream out =
          Files.newOutputStream(
              partial,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        records = extension.equals("jsonl") ? jsonl(db, out) : fvecs(db, out);
      }
      Files.move(partial, target, StandardCopyOption.REPLACE_EXISTING);
      return records;
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  /** Writes JSON Lines to {@code out}, which stays open. */
  public static long jsonl(Iqdb db, OutputStream out) throws IOException {
    AtomicLong count = new AtomicLong();
    BufferedOutputStream buffered = new BufferedOutputStream(out, 1 << 18);
    try (JsonRecordWriter writer = new JsonRecordWriter(buffered)) {
      db.forEach(record -> {
        writer.write(record);
        count.getAndIncrement();
      });
    }
    buffered.flush();
    return count.get();
  }

  private static long fvecs(Iqdb db, OutputStream out) throws IOException {
    AtomicLong count = new AtomicLong();
    try (FvecsWriter writer = new FvecsWriter(out, db.config().dimension())) {
      db.forEach(record -> {
        try {
          writer.write(record.vector());
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        count.getAndIncrement();
      });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return count.get();
  }
}
