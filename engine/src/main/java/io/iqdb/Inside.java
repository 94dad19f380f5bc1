package io.iqdb;

import io.iqdb.format.FileName;
import io.iqdb.format.manifest.SegmentEntry;
import io.iqdb.store.Directory;
import io.iqdb.store.WriterLock;
import io.iqdb.view.Current;
import io.iqdb.view.Janitor;
import io.iqdb.view.SegmentView;
import io.iqdb.view.Visible;
import io.iqdb.write.Bookmarks;
import io.iqdb.write.LiveTables;
import io.iqdb.write.Tuning;
import io.iqdb.write.Writer;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an open database is made of, and the order in which it ends.
 *
 * @param directory its files
 * @param lock held while it is open for writing, or null
 * @param current what readers see
 * @param bookmarks the newest of each name
 * @param tables let go here where there is no writer to do it
 * @param writer or null where it is open for reading
 * @param janitor buries views
 * @param tuning sizes, and chance
 */
record Inside(
    Directory directory,
    @Nullable WriterLock lock,
    Current current,
    Bookmarks bookmarks,
    LiveTables tables,
    @Nullable Writer writer,
    Janitor janitor,
    Tuning tuning) {
  /** Something that reads a state whose view is held. */
  interface Reading<R extends @Nullable Object> {
    R read(Visible visible) throws IOException;
  }

  /** Counts what {@code visible} holds, and the files as they are now. */
  DatabaseInfo info(Visible visible, IqdbConfig config) throws IOException {
    List<DatabaseInfo.SegmentInfo> segments = new ArrayList<>();
    for (SegmentView view : visible.view().segments()) {
      SegmentEntry entry = view.entry();
      segments.add(
          new DatabaseInfo.SegmentInfo(
              entry.fileName().toString(),
              entry.rows(),
              view.tombstones().getLongCardinality() + view.pending().size(),
              entry.length()));
    }
    long memtableRows =
        visible.view().memtables().stream().mapToLong(memtable -> memtable.get().rows()).sum();
    List<DatabaseInfo.FileInfo> files = files();
    return new DatabaseInfo(
        visible.live(),
        config,
        segments,
        memtableRows,
        files.stream().mapToLong(DatabaseInfo.FileInfo::bytes).sum(),
        files);
  }

  private List<DatabaseInfo.FileInfo> files() throws IOException {
    List<DatabaseInfo.FileInfo> files = new ArrayList<>();
    for (FileName name : directory.list().stream().sorted().toList()) {
      length(name).ifPresent(bytes -> files.add(new DatabaseInfo.FileInfo(name.toString(), bytes)));
    }
    return files;
  }

  private Optional<Long> length(FileName name) throws IOException {
    try {
      return Optional.of(directory.length(name));
    } catch (NoSuchFileException gone) {
      return Optional.empty(); // a flush removed it since it was listed
    }
  }

  /** Ends the writer, then the views, then the lock, whatever fails on the way. */
  void close() throws Exception {
    try (directory;
        lock;
        janitor) {
      janitor.close(); // what is let go from here on is buried by this thread
      if (writer != null) {
        writer.close();
      } else {
        current.close();
        tables.close();
      }
    }
  }
}
