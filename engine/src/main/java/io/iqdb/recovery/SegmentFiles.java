package io.iqdb.recovery;

import io.iqdb.format.manifest.SegmentEntry;
import io.iqdb.segment.Segment;
import io.iqdb.tombstone.TombstoneFiles;
import io.iqdb.view.DeletedRows;
import io.iqdb.view.PendingDeletions;
import io.iqdb.view.SegmentView;
import io.iqdb.view.Shared;
import io.iqdb.write.Storage;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Opens segments and their tombstones, each once: a reader that has to follow a writer from
 * manifest to manifest opens only what is new in each, and so catches up. Used by the thread that
 * opens.
 */
final class SegmentFiles implements AutoCloseable {
  private final Storage storage;

  /** By entry without tombstones; each held once here. */
  private final Map<SegmentEntry, Shared<Segment>> segments = new HashMap<>();

  private final Map<SegmentEntry, DeletedRows> tombstones = new HashMap<>();

  /** Knows what {@code open} holds, which its holder may let go of from here on. */
  SegmentFiles(Storage storage, List<SegmentView> open) {
    this.storage = storage;
    for (SegmentView view : open) {
      segments.put(view.entry().withTombstones(null), view.segment().retain());
      tombstones.put(view.entry(), view.tombstones());
    }
  }

  /** A view that the caller holds. */
  SegmentView open(SegmentEntry entry) throws IOException {
    SegmentEntry plain = entry.withTombstones(null);
    Shared<Segment> segment = segments.get(plain);
    if (segment == null) {
      segment = new Shared<>(openSegment(entry));
      segments.put(plain, segment);
    }
    DeletedRows deleted = deleted(entry); // first: it may fail, and then nobody holds the segment
    return new SegmentView(entry, segment.retain(), deleted, new PendingDeletions());
  }

  private DeletedRows deleted(SegmentEntry entry) throws IOException {
    if (entry.tombstones() == null) {
      return DeletedRows.NONE;
    }
    DeletedRows deleted = tombstones.get(entry);
    if (deleted == null) {
      deleted = DeletedRows.of(TombstoneFiles.read(storage.directory(), storage.database(), entry));
      tombstones.put(entry, deleted);
    }
    return deleted;
  }

  private Segment openSegment(SegmentEntry entry) throws IOException {
    return Segment.open(
        storage.directory(),
        entry,
        storage.database(),
        storage.config().dimension(),
        storage.access(),
        storage.verification());
  }

  /** Lets go of what no view holds. */
  @Override
  public void close() {
    for (Shared<Segment> segment : segments.values()) {
      segment.release();
    }
    segments.clear();
  }
}
