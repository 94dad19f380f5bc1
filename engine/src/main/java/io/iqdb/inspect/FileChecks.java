package io.iqdb.inspect;

import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import io.iqdb.format.manifest.ManifestData;
import io.iqdb.format.manifest.SegmentEntry;
import io.iqdb.format.manifest.WalEntry;
import io.iqdb.policy.Access;
import io.iqdb.policy.Verification;
import io.iqdb.sealed.SealedFile;
import io.iqdb.segment.Segment;
import io.iqdb.store.Directory;
import io.iqdb.store.NotRegularFileException;
import io.iqdb.tombstone.TombstoneFiles;
import io.iqdb.wal.ReplayReport;
import io.iqdb.wal.WalReplay;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Set;
import java.util.TreeSet;

/** Checks each file that a manifest names, one at a time. One thread. */
final class FileChecks {
  private final Directory directory;
  private final ManifestData manifest;
  private final int level;
  private final Findings findings;
  private final Set<FileName> names = new TreeSet<>();
  private long rows;
  private long bytes;

  FileChecks(Directory directory, ManifestData manifest, int level, Findings findings) {
    this.directory = directory;
    this.manifest = manifest;
    this.level = level;
    this.findings = findings;
  }

  /** The files that were looked at. */
  Set<FileName> names() {
    return names;
  }

  /** Rows of the segments. */
  long rows() {
    return rows;
  }

  /** Bytes of the files. */
  long bytes() {
    return bytes;
  }

  /** Every byte of it was verified when it was read; at level 2 its gaps are looked at too. */
  void checkManifest() throws IOException {
    FileName name = FileName.of(FileKind.MANIFEST, manifest.number());
    count(name);
    findings.collect(name, () -> manifest.merges().records()); // decoded when asked for
    if (level >= Examiner.CHECKSUMS) {
      findings.collect(name, () -> verifyAll(name));
    }
  }

  void checkSegments() throws IOException {
    for (SegmentEntry entry : manifest.segments()) {
      rows += entry.rows();
      checkSegment(entry);
      entry.tombstoneName().ifPresent(names::add);
      if (entry.tombstoneName().isPresent()) {
        checkTombstones(entry, entry.tombstoneName().get());
      }
    }
  }

  private void checkSegment(SegmentEntry entry) throws IOException {
    FileName name = entry.fileName();
    count(name);
    boolean opened =
        findings.collect(
            name,
            () -> {
              try (Segment segment = open(entry)) {
                segment.check(level, findings);
              }
            });
    if (!opened && level >= Examiner.CHECKSUMS) {
      findings.collect(name, () -> verifyAll(name)); // the rest of what does not open
    }
  }

  private Segment open(SegmentEntry entry) throws IOException {
    return Segment.open(
        directory,
        entry,
        manifest.database(),
        manifest.config().dimension(),
        Access.MAPPED,
        Verification.LAZY);
  }

  /** They are read whole, so that every level finds all there is but bytes in gaps. */
  private void checkTombstones(SegmentEntry entry, FileName name) throws IOException {
    count(name);
    findings.collect(name, () -> TombstoneFiles.read(directory, manifest.database(), entry));
    if (level >= Examiner.CHECKSUMS) {
      findings.collect(name, () -> verifyAll(name));
    }
  }

  private void verifyAll(FileName name) throws IOException {
    try (SealedFile file = SealedFile.openUnmapped(directory, name, Verification.LAZY)) {
      file.verifyAll(findings);
    }
  }

  /** Reads all frames and decodes their records. */
  ReplayReport checkLogs() throws IOException {
    for (WalEntry entry : manifest.wals()) {
      count(entry.fileName());
    }
    WalReplay logs =
        new WalReplay(
            directory,
            manifest.database(),
            manifest.config().dimension(),
            manifest.wals(),
            manifest.nextSequence());
    return logs.examine(new IgnoredRecords(), findings);
  }

  private void count(FileName name) throws IOException {
    names.add(name);
    try {
      bytes += directory.length(name);
    } catch (NoSuchFileException | NotRegularFileException gone) {
      // found to be so when it is opened
    }
  }
}
