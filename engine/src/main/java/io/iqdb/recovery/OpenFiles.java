package io.iqdb.recovery;

import io.iqdb.error.CorruptFileException;
import io.iqdb.format.manifest.ManifestData;
import io.iqdb.format.manifest.SegmentEntry;
import io.iqdb.store.Directory;
import io.iqdb.view.SegmentView;
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

/**
 * All that one manifest names, opened at once, with its logs replayed into memory.
 *
 * @param manifest the truth
 * @param tables segments and what was replayed
 * @param bookmarks the newest of each name
 * @param replay what the logs held
 * @param tail goes on where the replay ended
 */
public record OpenFiles(
    ManifestData manifest,
    LiveTables tables,
    Bookmarks bookmarks,
    ReplayReport replay,
    LogTail tail) {
  /**
   * Opens the files of {@code manifest}.
   *
   * @param opened what earlier attempts opened, and where this one leaves what it opens
   * @param besideWriter whether another process may be writing: then the end of an open log is not
   *     the last word
   * @throws NoSuchFileException where a writer went on to a newer manifest meanwhile
   * @throws CorruptFileException where a file is missing without that, or damaged
   */
  static OpenFiles open(
      Storage storage, ManifestData manifest, SegmentFiles opened, boolean besideWriter)
      throws IOException {
    List<SegmentView> views = new ArrayList<>();
    try {
      for (SegmentEntry entry : manifest.segments()) {
        views.add(opened.open(entry));
      }
    } catch (IOException | RuntimeException | Error failure) {
      views.forEach(view -> view.segment().release());
      throw failure;
    }
    LiveTables tables =
        new LiveTables(manifest.config().dimension(), views, firstSequence(manifest) - 1);
    try {
      return replay(storage.directory(), manifest, tables, besideWriter);
    } catch (UncheckedIOException failure) {
      tables.close();
      throw failure.getCause();
    } catch (IOException | RuntimeException | Error failure) {
      tables.close();
      throw failure;
    }
  }

  private static OpenFiles replay(
      Directory directory, ManifestData manifest, LiveTables tables, boolean besideWriter)
      throws IOException {
    Bookmarks bookmarks = new Bookmarks(manifest.bookmarks());
    WalReplay logs =
        new WalReplay(
            directory,
            manifest.database(),
            manifest.config().dimension(),
            manifest.wals(),
            manifest.nextSequence());
    Replay visitor = new Replay(manifest, tables, bookmarks);
    ReplayReport report = besideWriter ? logs.readBesideWriter(visitor) : logs.replay(visitor);
    tables.skipTo(report.nextSequence() - 1);
    return new OpenFiles(manifest, tables, bookmarks, report, new LogTail(logs, visitor, tables));
  }

  /**
   * Whether a log speaks of a bulk segment that the manifest does not name: it is void, unless a
   * newer manifest names it.
   */
  boolean missedSegment() {
    return tail.missedSegment();
  }

  private static long firstSequence(ManifestData manifest) {
    return manifest.wals().isEmpty()
        ? manifest.nextSequence()
        : manifest.wals().getFirst().firstSequence();
  }
}
