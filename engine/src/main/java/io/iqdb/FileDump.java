package io.iqdb;

import io.iqdb.error.NotADatabaseException;
import io.iqdb.format.FileName;
import io.iqdb.inspect.Dump;
import io.iqdb.inspect.Extent;
import io.iqdb.store.FsDirectory;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * Shows what one file of a database holds, as plain data: strings, numbers, truth values, lists and
 * maps in the order in which they are best read. Reads only, takes no lock, and may run beside a
 * writer.
 */
public final class FileDump {
  private static final String LOCK = "LOCK";
  private static final String RESERVE = "RESERVE";

  private FileDump() {}

  /**
   * How much is shown.
   *
   * @param skip rows of a segment, frames of a log, or entries of a list in any other file, to pass
   *     over; at least 0
   * @param limit most entries of each list, at least 0; what is left out is counted beside it
   * @param vectors whether the components of vectors are shown
   */
  public record Options(long skip, int limit, boolean vectors) {
    private static final Options DEFAULTS = new Options(0, 20, false);

    /** Checks the ranges. */
    public Options {
      new Extent(skip, limit, vectors);
    }

    /** The first 20 entries of each list, no vectors. */
    public static Options defaults() {
      return DEFAULTS;
    }

    /** The same from another entry on. */
    public Options skip(long entries) {
      return new Options(entries, limit, vectors);
    }

    /** The same with another limit. */
    public Options limit(int entries) {
      return new Options(skip, entries, vectors);
    }

    /** The same with or without vectors. */
    public Options vectors(boolean shown) {
      return new Options(skip, limit, shown);
    }
  }

  /**
   * What {@code file} holds: header, footer, section table, and what is particular to its kind. A
   * log is read up to the first place that is no sound frame; {@code end} says where that is and
   * why. What is damaged stands under {@code findings}, which is empty where nothing is, and the
   * rest is shown all the same.
   *
   * @param file a file in a database directory, {@code LOCK} and {@code RESERVE} too
   * @throws NotADatabaseException where there is no such file, or it has no name of the database's
   * @throws io.iqdb.error.UnsupportedVersionException where it is of a newer format
   * @throws io.iqdb.error.StorageException where it cannot be read for reasons that are no damage
   */
  public static SequencedMap<String, Object> run(Path file, Options options) {
    return Failures.translate(
        "dump " + file,
        () -> {
          Path absolute = file.toAbsolutePath();
          Path parent = absolute.getParent();
          Path name = absolute.getFileName();
          if (parent == null || name == null) {
            throw new NotADatabaseException(file + " is no file of a database");
          }
          try (FsDirectory directory = FsDirectory.open(parent)) {
            return dump(directory, name.toString(), options);
          } catch (NoSuchFileException missing) {
            throw new NotADatabaseException("there is no file " + file);
          }
        });
  }

  private static SequencedMap<String, Object> dump(
      FsDirectory directory, String name, Options options) throws IOException {
    if (name.equals(LOCK)) {
      return lock(directory);
    }
    if (name.equals(RESERVE)) {
      return reserve(directory);
    }
    FileName parsed =
        FileName.parse(name)
            .orElseThrow(
                () -> new NotADatabaseException(name + " is no name of a database's file"));
    return Dump.of(
        directory, parsed, new Extent(options.skip(), options.limit(), options.vectors()));
  }

  private static SequencedMap<String, Object> reserve(FsDirectory directory) throws IOException {
    long bytes = directory.reserved();
    if (bytes == 0) {
      throw new NotADatabaseException("there is no space kept in " + directory.describe());
    }
    SequencedMap<String, Object> entries = new LinkedHashMap<>();
    entries.put("file", RESERVE);
    entries.put("kind", RESERVE);
    entries.put("bytes", bytes);
    return entries;
  }

  private static SequencedMap<String, Object> lock(FsDirectory directory) throws IOException {
    SequencedMap<String, Object> entries = new LinkedHashMap<>();
    entries.put("file", LOCK);
    entries.put("kind", LOCK);
    entries.put("lastOwner", directory.lastOwner());
    return entries;
  }
}
