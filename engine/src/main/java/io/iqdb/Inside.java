package io.iqdb;

import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import io.iqdb.format.manifest.MergeLog;
import io.iqdb.format.manifest.SegmentEntry;
import io.iqdb.format.segment.PlanSection;
import io.iqdb.merge.MergeSource;
import io.iqdb.policy.MergeProgress;
import io.iqdb.policy.SegmentDescription;
import io.iqdb.recovery.Follower;
import io.iqdb.search.RecordCount;
import io.iqdb.segment.UnfinishedFile;
import io.iqdb.store.Directory;
import io.iqdb.store.WriterLock;
import io.iqdb.view.Current;
import io.iqdb.view.Janitor;
import io.iqdb.view.SegmentView;
import io.iqdb.view.Snapshots;
import io.iqdb.view.Visible;
import io.iqdb.write.Bookmarks;
import io.iqdb.write.Traffic;
import io.iqdb.write.Tuning;
import io.iqdb.write.Writer;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an open database is made of, and the order in which it ends.
 *
 * @param directory its files
 * @param lock held while it is open for writing, or null
 * @param current what readers see
 * @param snapshots what callers keep of it
 * @param bookmarks the newest of each name
 * @param follower keeps a reader up to date where it is asked, or null where there is a writer
 * @param writer or null where it is open for reading
 * @param janitor buries views
 * @param tuning sizes, and chance
 * @param traffic counts what is written
 * @param database its identity
 */
record Inside(
    Directory directory,
    @Nullable WriterLock lock,
    Current current,
    Snapshots snapshots,
    Bookmarks bookmarks,
    @Nullable Follower follower,
    @Nullable Writer writer,
    Janitor janitor,
    Tuning tuning,
    Traffic traffic,
    UUID database) {
  /** Something that reads a state whose view is held. */
  interface Reading<R extends @Nullable Object> {
    R read(Visible visible) throws IOException;
  }

  /** The segments of {@code visible}, as merge policies see them at {@code now}. */
  List<SegmentDescription> segments(Visible visible, long now, IqdbConfig config)
      throws IOException {
    long settled = settled();
    List<SegmentDescription> segments = new ArrayList<>();
    for (SegmentView view : visible.view().segments()) {
      segments.add(MergeSource.describe(view, config.index(), now, settled, visible.sequence()));
    }
    return segments;
  }

  /** Counts what {@code visible} holds, and the files as they are now. */
  DatabaseInfo info(Visible visible, long now, IqdbConfig config) throws IOException {
    List<DatabaseInfo.SegmentInfo> segments = new ArrayList<>();
    for (SegmentView view : visible.view().segments()) {
      SegmentEntry entry = view.entry();
      segments.add(
          new DatabaseInfo.SegmentInfo(
              entry.fileName().toString(),
              entry.rows(),
              view.tombstones().count() + view.pending().size(),
              entry.length()));
    }
    long memtableRows =
        visible.view().memtables().stream().mapToLong(memtable -> memtable.get().rows()).sum();
    List<DatabaseInfo.FileInfo> files = files(directory);
    return new DatabaseInfo(
        RecordCount.all(visible, now),
        config,
        segments,
        memtableRows,
        files.stream().mapToLong(DatabaseInfo.FileInfo::bytes).sum(),
        files,
        unpublished(files));
  }

  private List<DatabaseInfo.Unpublished> unpublished(List<DatabaseInfo.FileInfo> files)
      throws IOException {
    List<DatabaseInfo.Unpublished> all = new ArrayList<>();
    for (DatabaseInfo.FileInfo file : files) {
      FileName name = FileName.parse(file.name()).orElseThrow();
      if (name.kind() != FileKind.TEMPORARY) {
        continue;
      }
      if (writer != null) { // its own: what is open cannot be renamed on every system
        all.add(new DatabaseInfo.Unpublished(file.name(), file.bytes(), null, null));
      } else {
        UnfinishedFile.look(directory, name, database)
            .ifPresent(seen -> all.add(unpublished(name, seen)));
      }
    }
    return all;
  }

  private static DatabaseInfo.Unpublished unpublished(FileName name, UnfinishedFile file) {
    FileName becomes = file.becomes();
    PlanSection plan = file.plan();
    return new DatabaseInfo.Unpublished(
        name.toString(),
        file.bytes(),
        becomes == null ? null : becomes.toString(),
        plan == null
            ? null
            : new MergeProgress(
                plan.spec(), plan.startedMillis(), plan.bytesExpected(), file.bytes(), false));
  }

  /** The numbered files of {@code directory}, by name. */
  static List<DatabaseInfo.FileInfo> files(Directory directory) throws IOException {
    List<DatabaseInfo.FileInfo> files = new ArrayList<>();
    for (FileName name : directory.list().stream().sorted().toList()) {
      length(directory, name)
          .ifPresent(bytes -> files.add(new DatabaseInfo.FileInfo(name.toString(), bytes)));
    }
    return files;
  }

  private static Optional<Long> length(Directory directory, FileName name) throws IOException {
    try {
      return Optional.of(directory.length(name));
    } catch (NoSuchFileException gone) {
      return Optional.empty(); // a flush removed it since it was listed
    }
  }

  /** What was merged, as the newest manifest that this process knows has it. */
  MergeLog mergeLog() {
    if (writer != null) {
      return writer.manifest().merges();
    }
    return follower == null ? MergeLog.NONE : follower.mergeLog();
  }

  /** The first sequence that a log may still hold, by the manifest that this process knows. */
  private long settled() {
    return writer != null
        ? writer.manifest().settled()
        : Objects.requireNonNull(follower).settled();
  }

  /** Ends the writer, then the views, then the lock, whatever fails on the way. */
  void close() throws Exception {
    try (directory;
        lock) {
      try (janitor;
          snapshots) {
        janitor.close(); // what is let go from here on is buried by this thread
        if (writer != null) {
          writer.close();
        }
        if (follower != null) {
          follower.close();
        }
      } finally {
        if (writer != null) {
          writer.end();
        }
      }
    }
  }
}
