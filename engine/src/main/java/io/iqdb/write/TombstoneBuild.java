package io.iqdb.write;

import io.iqdb.format.FileHeader;
import io.iqdb.format.FileName;
import io.iqdb.format.manifest.SegmentEntry;
import io.iqdb.sealed.Publication;
import io.iqdb.tombstone.TombstoneFiles;
import java.io.IOException;
import org.roaringbitmap.RoaringBitmap;

/** Writes tombstone files that no manifest names yet. */
final class TombstoneBuild {
  private TombstoneBuild() {}

  /**
   * Writes and publishes the file {@code name}; where that fails, it may be there.
   *
   * @param storage in whose directory it is written
   * @param deleted all dead rows of the segment, at least one
   * @return {@code entry} with it
   */
  static SegmentEntry write(
      Storage storage,
      FileNumbers numbers,
      FileName name,
      SegmentEntry entry,
      RoaringBitmap deleted)
      throws IOException {
    FileName temporary = numbers.temporary();
    FileHeader header = FileHeader.of(name, storage.database(), storage.tuning().salt());
    SegmentEntry written =
        entry.withTombstones(
            TombstoneFiles.write(
                storage.directory(), temporary, header, deleted, (int) entry.rows()));
    Publication.publish(storage.directory(), temporary, name);
    return written;
  }
}
