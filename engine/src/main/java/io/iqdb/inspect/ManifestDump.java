package io.iqdb.inspect;

import io.iqdb.format.manifest.BookmarkEntry;
import io.iqdb.format.manifest.ManifestData;
import io.iqdb.format.manifest.MergeLog;
import io.iqdb.format.manifest.SegmentEntry;
import io.iqdb.format.manifest.TombstoneEntry;
import io.iqdb.format.manifest.WalEntry;
import io.iqdb.manifest.ManifestReader;
import io.iqdb.policy.MergeRecord;
import io.iqdb.sealed.SealedFile;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;

/** Shows what a manifest names. */
final class ManifestDump {
  private final SealedFile file;
  private final Extent extent;

  ManifestDump(SealedFile file, Extent extent) {
    this.file = file;
    this.extent = extent;
  }

  void into(Node node) throws IOException {
    ManifestData manifest = ManifestReader.read(file);
    node.put(
        "config",
        new Node()
            .put("dimension", manifest.config().dimension())
            .put("metric", manifest.config().metric().name())
            .put("index", manifest.config().index().name())
            .toMap());
    node.put("nextSequence", manifest.nextSequence());
    node.put("nextFileNumber", manifest.nextFileNumber());
    list(node, "segments", manifest.segments(), ManifestDump::segment);
    list(node, "wals", manifest.wals(), ManifestDump::wal);
    list(node, "bookmarks", manifest.bookmarks(), ManifestDump::bookmark);
    if (!manifest.merges().isEmpty()) {
      node.put("merges", totals(manifest.merges().totals()));
      list(node, "history", manifest.merges().records(), ManifestDump::merge);
    }
  }

  private <T> void list(Node node, String name, List<T> all, Function<T, Object> describe) {
    node.putList(
        name,
        all.stream().skip(extent.skip()).limit(extent.limit()).map(describe).toList(),
        all.size() - Math.min(all.size(), extent.skip()) - extent.limit());
  }

  private static Object segment(SegmentEntry entry) {
    TombstoneEntry tombstones = entry.tombstones();
    return new Node()
        .put("file", entry.fileName().toString())
        .put("bytes", entry.length())
        .put("rows", entry.rows())
        .put("baseSequence", entry.baseSequence())
        .put("tombstones", tombstones == null ? null : tombstones(entry, tombstones))
        .toMap();
  }

  private static Object tombstones(SegmentEntry entry, TombstoneEntry tombstones) {
    return new Node()
        .put("file", entry.tombstoneName().map(Object::toString).orElse(""))
        .put("bytes", tombstones.length())
        .put("deleted", tombstones.deleted())
        .toMap();
  }

  private static Object wal(WalEntry entry) {
    return new Node()
        .put("file", entry.fileName().toString())
        .put("firstSequence", entry.firstSequence())
        .put("open", entry.isOpen())
        .put("sealedLength", entry.isOpen() ? null : entry.sealedLength())
        .toMap();
  }

  private static Object totals(MergeLog.Totals totals) {
    return new Node()
        .put("since", PlainData.time(totals.sinceMillis()))
        .put("merges", totals.merges())
        .put("bytesAdded", totals.bytesAdded())
        .put("bytesIn", totals.bytesIn())
        .put("bytesOut", totals.bytesOut())
        .toMap();
  }

  private static Object merge(MergeRecord merge) {
    return new Node()
        .put("rule", merge.spec().rule())
        .put("background", merge.spec().background())
        .put("segments", merge.segments())
        .put("numbers", merge.spec().segments())
        .put("result", merge.result() == 0 ? null : merge.result())
        .put("started", PlainData.time(merge.startedMillis()))
        .put("nanos", merge.nanos())
        .put("stalledNanos", merge.stalledNanos())
        .put("bytesIn", merge.bytesIn())
        .put("bytesOut", merge.bytesOut())
        .put("rowsIn", merge.rowsIn())
        .put("rowsOut", merge.rowsOut())
        .toMap();
  }

  private static Object bookmark(BookmarkEntry entry) {
    return PlainData.bookmark(entry.bookmark(), entry.sequence());
  }
}
