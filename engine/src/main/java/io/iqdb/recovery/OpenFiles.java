package io.iqdb.recovery;

import io.iqdb.error.CorruptFileException;
import io.iqdb.format.manifest.ManifestData;
import io.iqdb.format.manifest.SegmentEntry;
import io.iqdb.segment.Segment;
import io.iqdb.tombstone.TombstoneFiles;
import io.iqdb.view.PendingDeletions;
import io.iqdb.view.SegmentView;
import io.iqdb.view.Shared;
import io.iqdb.wal.ReplayReport;
import io.iqdb.wal.WalReplay;
import io.iqdb.write.Bookmarks;
import io.iqdb.write.LiveTables;
import io.iqdb.write.Storage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * All that one manifest names, opened at once, with its logs replayed into memory.
 *
 * @param manifest the truth
 * @param tables segments and what was replayed
 * @param bookmarks the newest of each name
 * @param replay what the logs held
 * @param metVoidMarker whether a marker in them is for a segment that the manifest does not name
 */
public record OpenFiles(
    ManifestData manifest,
    LiveTables tables,
    Bookmarks bookmarks,
    ReplayReport replay,
    boolean metVoidMarker) {
  /**
   * Opens the files of {@code manifest}.
   *
   * @param besideWriter whether another process may be writing: then the end of an open log is not
   *     the last word
   * @throws NoSuchFileException where a writer went on to a newer manifest meanwhile
   * @throws CorruptFileException where a file is missing without that, or damaged
   */
  static OpenFiles open(Storage storage, ManifestData manifest, boolean besideWriter)
      throws IOException {
    List<SegmentView> views = new ArrayList<>();
    try {
      for (SegmentEntry entry : manifest.segments()) {
        views.add(openSegment(storage, entry));
      }
    } catch (IOException | RuntimeException | Error failure) {
      views.forEach(view -> view.segment().release());
      throw failure;
    }
    LiveTables tables =
        new LiveTables(manifest.config().dimension(), views, firstSequence(manifest) - 1);
    try {
      Bookmarks bookmarks = new Bookmarks(manifest.bookmarks());
      WalReplay logs =
          new WalReplay(
              storage.directory(),
              manifest.database(),
              manifest.config().dimension(),
              manifest.wals(),
              manifest.nextSequence());
      Set<Long> named =
          manifest.segments().stream().map(SegmentEntry::number).collect(Collectors.toSet());
      Replay visitor = new Replay(tables, bookmarks, named);
      ReplayReport report = besideWriter ? logs.readBesideWriter(visitor) : logs.replay(visitor);
      tables.skipTo(report.nextSequence() - 1);
      return new OpenFiles(manifest, tables, bookmarks, report, visitor.metVoidMarker());
    } catch (UncheckedIOException failure) {
      tables.close();
      throw failure.getCause();
    } catch (IOException | RuntimeException | Error failure) {
      tables.close();
      throw failure;
    }
  }

  private static long firstSequence(ManifestData manifest) {
    return manifest.wals().isEmpty()
        ? manifest.nextSequence()
        : manifest.wals().getFirst().firstSequence();
  }

  private static SegmentView openSegment(Storage storage, SegmentEntry entry) throws IOException {
    Segment segment =
        Segment.open(
            storage.directory(),
            entry,
            storage.database(),
            storage.config().dimension(),
            storage.access(),
            storage.verification());
    try {
      return new SegmentView(
          entry,
          new Shared<>(segment),
          TombstoneFiles.read(storage.directory(), storage.database(), entry),
          new PendingDeletions());
    } catch (IOException | RuntimeException | Error failure) {
      segment.close();
      throw failure;
    }
  }
}
