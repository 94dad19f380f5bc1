package io.iqdb.tools.data;

import java.io.Closeable;
import java.io.IOException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A file of records, read front to back by one thread. Opening one reads its beginning and checks
 * what can be checked without reading the rest.
 */
public interface RecordSource extends Closeable {
  /** Name of the file, for messages. */
  String name();

  /** Components of the first record, which all others must have; 0 where there is no record. */
  int dimension();

  /** The number of records, where the file tells without being read. */
  OptionalLong records();

  /** Length of the file in bytes. */
  long bytes();

  /**
   * Passes over the next {@code records} records, or as many as there are.
   *
   * @return how many were passed over
   */
  long skip(long records) throws IOException;

  /** The next records, or null behind the last. */
  @Nullable RecordBlock next() throws IOException;
}
