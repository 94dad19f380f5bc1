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
import io.iqdb.store.Directory;
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
    List<SecondLives.Life> lives = SecondLives.find(segments, memtables);
    for (int i = 0; i < segments.size(); i++) {
      SegmentView view = segments.get(i);
      checkSequences(view);
      checkLives(view, lives.get(i));
    }
  }

  private void checkSequences(SegmentView view) throws IOException {
    long last = view.sequence(view.segment().get().rows() - 1);
    if (last >= manifest.nextSequence()) {
      findings.accept(
          new FilePart(view.entry().fileName(), "SEQ")
              .damage(0, "sequences below " + manifest.nextSequence(), "sequence " + last));
    }
  }

  /** One is enough to know what is wrong. */
  private void checkLives(SegmentView view, SecondLives.Life life) {
    if (!life.equals(SecondLives.NONE)) {
      findings.accept(
          new FilePart(view.entry().fileName(), "IDS")
              .damage(
                  0,
                  "ids that live once",
                  "row " + life.row() + " living in " + place(life.table()) + " too"));
    }
  }

  private String place(int table) {
    return table < segments.size() ? segments.get(table).entry().fileName().toString() : "the logs";
  }
}
