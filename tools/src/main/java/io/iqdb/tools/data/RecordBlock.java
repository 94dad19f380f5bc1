package io.iqdb.tools.data;

import io.iqdb.types.VectorRecord;
import java.util.List;

/** A run of consecutive records, read but not parsed yet. Any thread may parse it. */
public interface RecordBlock {
  /** Number of the first record in its file, from 0. */
  long firstRecord();

  /** How many records. */
  int records();

  /** Where the block ends, in bytes from the beginning of the file. */
  long endOffset();

  /**
   * The records, in the order of the file.
   *
   * @throws DataFileException naming the record that is none
   */
  List<VectorRecord> parse();
}
