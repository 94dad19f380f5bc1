package io.iqdb.inspect;

import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import io.iqdb.format.FilePart;
import io.iqdb.format.manifest.ManifestData;
import io.iqdb.memtable.Memtable;
import io.iqdb.policy.Access;
import io.iqdb.policy.Compression;
import io.iqdb.policy.Verification;
import io.iqdb.recovery.OpenFiles;
import io.iqdb.recovery.Recovery;
import io.iqdb.segment.Segment;
import io.iqdb.store.Directory;
import io.iqdb.types.VectorId;
import io.iqdb.view.SegmentView;
import io.iqdb.view.Shared;
import io.iqdb.write.LiveTables;
import io.iqdb.write.Storage;
import io.iqdb.write.Traffic;
import io.iqdb.write.Tuning;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/**
 * Opens a sound database as a reader does, logs replayed, and looks whether its parts agree: no id
 * lives twice, no row is younger than its manifest. One thread; memory follows the logs alone.
 */
final class StateCheck {
  private final List<SegmentView> segments;
  private final List<Shared<Memtable>> memtables;
  private final ManifestData manifest;
  private final Findings findings;

  private StateCheck(OpenFiles files, Findings findings) {
    this.segments = files.tables().segments();
    this.memtables = files.tables().memtables();
    this.manifest = files.manifest();
    this.findings = findings;
  }

  /** Checks what {@code manifest}, or a newer one, makes of its files. */
  static void run(Directory directory, ManifestData manifest, Findings findings)
      throws IOException {
    Storage storage =
        new Storage(
            directory,
            manifest.database(),
            manifest.config(),
            Compression.NONE,
            Access.MAPPED,
            Verification.LAZY,
            () -> Instant.EPOCH, // asked by those who write
            "",
            Tuning.defaults(),
            new Traffic());
    FileName name = FileName.of(FileKind.MANIFEST, manifest.number());
    findings.collect(
        name,
        () -> {
          OpenFiles files = Recovery.openForReading(storage, manifest);
          LiveTables tables = files.tables();
          try {
            new StateCheck(files, findings).run();
          } finally {
            tables.close();
          }
        });
  }

  private void run() throws IOException {
    for (int i = 0; i < segments.size(); i++) {
      checkSegment(i);
    }
  }

  private void checkSegment(int index) throws IOException {
    SegmentView view = segments.get(index);
    Segment segment = view.segment().get();
    FileName name = view.entry().fileName();
    long last = view.sequence(segment.rows() - 1);
    if (last >= manifest.nextSequence()) {
      findings.accept(
          new FilePart(name, "SEQ")
              .damage(0, "sequences below " + manifest.nextSequence(), "sequence " + last));
    }
    for (int row = 0; row < segment.rows(); row++) {
      if (view.live(row)) {
        VectorId id = segment.id(row);
        int other = secondLife(index, id);
        if (other >= 0) {
          findings.accept(
              new FilePart(name, "IDS")
                  .damage(
                      0,
                      "ids that live once",
                      "row " + row + " living in " + place(other) + " too"));
          return; // one is enough to know what is wrong
        }
      }
    }
  }

  /** A later table in which {@code id} lives too, or -1. */
  private int secondLife(int index, VectorId id) throws IOException {
    for (int i = index + 1; i < segments.size(); i++) {
      SegmentView view = segments.get(i);
      int row = view.segment().get().find(id);
      if (row >= 0 && view.live(row)) {
        return i;
      }
    }
    for (int i = 0; i < memtables.size(); i++) {
      Memtable memtable = memtables.get(i).get();
      int row = memtable.newest(id);
      if (row >= 0 && memtable.diedAt(row) == Memtable.LIVE) {
        return segments.size() + i;
      }
    }
    return -1;
  }

  private String place(int table) {
    return table < segments.size() ? segments.get(table).entry().fileName().toString() : "the logs";
  }
}
