package io.iqdb;

import io.iqdb.error.IqdbException;
import io.iqdb.error.StorageException;
import io.iqdb.format.manifest.MergeLog;
import io.iqdb.merge.MergeTrouble;
import io.iqdb.policy.MergeProgress;
import io.iqdb.view.Visible;
import io.iqdb.write.Stalls;
import io.iqdb.write.Traffic;
import io.iqdb.write.Writer;
import io.iqdb.write.WriterHealth;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Collects the figures of an open database from the parts that count them. */
final class Figures {
  private Figures() {}

  static DatabaseStats stats(
      Inside inside, Visible visible, long now, IqdbConfig config, List<SnapshotInfo> snapshots)
      throws IOException {
    DatabaseInfo info = inside.info(visible, now, config);
    Traffic.Bytes bytes = inside.traffic().bytes();
    return new DatabaseStats(
        info.records(),
        memory(visible),
        inside.segments(visible, now, config),
        info.bytesOnDisk(),
        new DatabaseStats.Written(
            bytes.given(), bytes.logged(), bytes.flushed(), bytes.loaded(), bytes.merged()),
        stalls(inside.writer()),
        merging(inside, info),
        lifetime(inside.mergeLog().totals()),
        snapshots);
  }

  private static DatabaseStats.Lifetime lifetime(MergeLog.Totals totals) {
    return new DatabaseStats.Lifetime(
        totals.sinceMillis(),
        totals.merges(),
        totals.bytesAdded(),
        totals.bytesIn(),
        totals.bytesOut());
  }

  private static DatabaseStats.Memory memory(Visible visible) {
    long rows = 0;
    long bytes = 0;
    for (var memtable : visible.view().memtables()) {
      rows += memtable.get().rows();
      bytes += memtable.get().bytes();
    }
    return new DatabaseStats.Memory(rows, bytes, visible.view().memtables().size());
  }

  private static DatabaseStats.Stalls stalls(@Nullable Writer writer) {
    if (writer == null) {
      return new DatabaseStats.Stalls(0, 0, 0, 0);
    }
    Stalls.Counts counts = writer.stalls().counts();
    return new DatabaseStats.Stalls(
        counts.slowed(), counts.stopped(), counts.nanos(), counts.waiting());
  }

  private static DatabaseStats.Merging merging(Inside inside, DatabaseInfo info) {
    Writer writer = inside.writer();
    if (writer == null) {
      List<MergeProgress> seen =
          info.unpublished().stream()
              .map(DatabaseInfo.Unpublished::merge)
              .filter(Objects::nonNull)
              .toList();
      return new DatabaseStats.Merging(false, seen, inside.mergeLog().records());
    }
    var merges = writer.merges();
    return new DatabaseStats.Merging(
        merges.paused(), merges.progress(), merges.history().records());
  }

  static Health health(@Nullable Writer writer) {
    if (writer == null) {
      return new Health(false, List.of(), Optional.empty());
    }
    List<String> problems = new ArrayList<>();
    WriterHealth health = writer.health();
    health.problem().ifPresent(problem -> problems.add("writing stopped: " + problem));
    if (writer.reserveSpent()) {
      problems.add("the disk is full: only deletes are taken until there is space again");
    }
    Optional<MergeTrouble> trouble = writer.merges().trouble();
    trouble.map(Figures::line).ifPresent(problems::add);
    return new Health(
        !health.failed(),
        problems,
        trouble.filter(MergeTrouble::stopped).flatMap(MergeTrouble::last).map(Figures::typed));
  }

  private static IqdbException typed(Throwable cause) {
    return switch (cause) {
      case IqdbException known -> known;
      case Exception failure -> Failures.translated("merge", failure);
      default -> new StorageException("merge: " + cause.getMessage(), cause);
    };
  }

  private static String line(MergeTrouble trouble) {
    return "merging: "
        + trouble.failures()
        + " failures in a row"
        + (trouble.failure().isEmpty() ? "" : ", the last: " + trouble.failure())
        + (trouble.waiting() ? "; it is tried again later" : "")
        + (trouble.stopped() ? "; stopped until merges are resumed" : "")
        + (trouble.damaged().isEmpty() ? "" : "; damaged segments: " + trouble.damaged());
  }
}
