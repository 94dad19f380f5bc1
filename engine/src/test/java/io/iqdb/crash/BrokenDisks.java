package io.iqdb.crash;

import io.iqdb.format.FileKind;
import io.iqdb.format.manifest.ManifestData;
import io.iqdb.format.manifest.SegmentEntry;
import io.iqdb.format.manifest.TombstoneEntry;
import io.iqdb.store.Directory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** What breaks disks in ways that every test of whole workloads has to notice. */
public final class BrokenDisks {
  private BrokenDisks() {}

  /**
   * Segments lose the tombstones that they were published with: what died while a flush, a bulk
   * load or a merge wrote them. One operator goes with one history of a database.
   */
  public static UnaryOperator<Directory> withoutCarryOver() {
    UnaryOperator<ManifestData> forget = forgetCarriedOver();
    return inner -> Breakage.rewriting(inner, forget);
  }

  /** Logs are never synced, whatever is acknowledged. */
  public static UnaryOperator<Directory> withoutSyncsOfLogs() {
    return inner -> Breakage.unsynced(inner, kind -> kind == FileKind.WAL);
  }

  private static UnaryOperator<ManifestData> forgetCarriedOver() {
    Set<Long> known = new HashSet<>();
    Set<TombstoneEntry> carried = new HashSet<>();
    return manifest -> {
      List<SegmentEntry> segments = new ArrayList<>();
      for (SegmentEntry entry : manifest.segments()) {
        TombstoneEntry tombstones = entry.tombstones();
        if (known.add(entry.number()) && tombstones != null) {
          carried.add(tombstones);
        }
        segments.add(carried.contains(tombstones) ? withoutTombstones(entry) : entry);
      }
      return with(manifest, segments);
    };
  }

  static SegmentEntry withoutTombstones(SegmentEntry entry) {
    return new SegmentEntry(
        entry.number(), entry.length(), entry.salt(), entry.rows(), entry.baseSequence(), null);
  }

  private static ManifestData with(ManifestData manifest, List<SegmentEntry> segments) {
    return new ManifestData(
        manifest.number(),
        manifest.database(),
        manifest.config(),
        segments,
        manifest.wals(),
        manifest.bookmarks(),
        manifest.nextSequence(),
        manifest.nextFileNumber());
  }
}
