package io.iqdb.tools.load;

import io.iqdb.BulkOptions;
import io.iqdb.Iqdb;
import io.iqdb.WriteBatch;
import io.iqdb.tools.data.DataFileException;
import io.iqdb.tools.data.RecordSource;
import io.iqdb.types.Bookmark;
import io.iqdb.types.VectorRecord;
import java.io.IOException;
import java.util.Iterator;

/**
 * Feeds a source to a database in chunks, in the order of the source. Each chunk becomes durable
 * together with the position behind it, so that an import that was killed goes on where its last
 * chunk ended, without a gap and without doing anything twice.
 *
 * @param db open for writing
 * @param threads that parse
 * @param chunkBytes size of a chunk
 */
public record Importer(Iqdb db, int threads, long chunkBytes) {
  /** A compromise: what a kill costs at most, against the number of segments. */
  public static final long DEFAULT_CHUNK_BYTES = 32L << 20;

  /**
   * What an import did.
   *
   * @param before records that an earlier import of the same file had stored
   * @param records stored by this one
   * @param finishedBefore whether the earlier one had stored all, so that this one did nothing
   * @param startedOver whether another file of the same name had been imported
   * @param seconds it took
   */
  public record Outcome(
      long before, long records, boolean finishedBefore, boolean startedOver, double seconds) {}

  /**
   * Imports what is missing of {@code source}.
   *
   * @param bookmark name of the bookmark that keeps the position
   * @param start which files these are, at record 0
   */
  public Outcome run(
      RecordSource source, String bookmark, ImportPosition start, ReadProgress progress)
      throws IOException {
    long began = System.nanoTime();
    requireDimension(source);
    ImportPosition last = db.bookmark(bookmark).map(ImportPosition::decode).orElse(start);
    boolean same = last.sameFiles(start);
    if (same && last.finished()) {
      return new Outcome(last.records(), 0, true, false, seconds(began));
    }
    long before = same ? last.records() : 0;
    if (source.skip(before) < before) {
      throw new DataFileException(
          source.name(), "record " + before, "imported before, but the file has fewer records");
    }
    long records = 0;
    try (ParsedRecords parsed = new ParsedRecords(source, threads, progress)) {
      Iterable<VectorRecord> once = () -> (Iterator<VectorRecord>) parsed;
      records =
          db.upsertAll(
              once,
              BulkOptions.defaults()
                  .chunkBytes(chunkBytes)
                  .bookmark(
                      count -> Bookmark.of(bookmark, start.at(before + count, false).encode())));
    }
    db.write(
        WriteBatch.builder()
            .bookmark(Bookmark.of(bookmark, start.at(before + records, true).encode()))
            .build());
    return new Outcome(before, records, false, !same, seconds(began));
  }

  private void requireDimension(RecordSource source) {
    int dimension = db.config().dimension();
    if (source.dimension() != 0 && source.dimension() != dimension) {
      throw new DataFileException(
          source.name(),
          "record 0",
          "expected dimension " + dimension + " as in the database, found " + source.dimension());
    }
  }

  private static double seconds(long began) {
    return (System.nanoTime() - began) / 1e9;
  }
}
