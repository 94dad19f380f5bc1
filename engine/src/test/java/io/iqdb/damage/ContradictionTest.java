package io.iqdb.damage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.iqdb.Doors;
import io.iqdb.Iqdb;
import io.iqdb.IqdbConfig;
import io.iqdb.OpenOptions;
import io.iqdb.error.CorruptFileException;
import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import io.iqdb.format.manifest.ManifestData;
import io.iqdb.format.manifest.SegmentEntry;
import io.iqdb.format.segment.SegmentOrigin;
import io.iqdb.inspect.Examiner;
import io.iqdb.manifest.ManifestReader;
import io.iqdb.manifest.ManifestStore;
import io.iqdb.policy.Access;
import io.iqdb.policy.Compression;
import io.iqdb.policy.NoMergePolicy;
import io.iqdb.policy.Verification;
import io.iqdb.recovery.OpenFiles;
import io.iqdb.recovery.Recovery;
import io.iqdb.store.Directory;
import io.iqdb.store.MemoryDirectory;
import io.iqdb.store.WriterLock;
import io.iqdb.types.DistanceMetric;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import io.iqdb.write.Storage;
import io.iqdb.write.Traffic;
import io.iqdb.write.Tuning;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Files that are sound, each for itself, and what they say together. */
class ContradictionTest {
  private static final long SALT = 99;

  private static ManifestData newest(Directory directory) throws IOException {
    return ManifestReader.readNewest(directory).orElseThrow();
  }

  private static ManifestData publish(
      Directory directory, ManifestData before, List<SegmentEntry> segments, long nextSequence)
      throws IOException {
    ManifestData next =
        new ManifestData(
            before.number() + 1,
            before.database(),
            before.config(),
            segments,
            before.wals(),
            before.bookmarks(),
            nextSequence,
            before.nextFileNumber());
    try (WriterLock lock = directory.lock()) {
      new ManifestStore(directory, lock, () -> 9, () -> SALT, before.number()).publish(next);
    }
    return next;
  }

  @Test
  void anIdThatLivesTwiceIsFound() throws IOException {
    try (Directory directory = SampleDatabase.create().image().toDirectory()) {
      ManifestData manifest = newest(directory);
      List<SegmentEntry> revived =
          manifest.segments().stream().map(segment -> segment.withTombstones(null)).toList();
      publish(directory, manifest, revived, manifest.nextSequence());
      assertEquals(List.of(), new Examiner(directory, Examiner.CHECKSUMS).run().findings());
      List<CorruptFileException> findings =
          new Examiner(directory, Examiner.LOGIC).run().findings();
      assertEquals(1, findings.size());
      assertEquals(SampleDatabase.SEGMENT.toString(), findings.getFirst().file());
      assertEquals("row 10 living in seg-000003 too", findings.getFirst().found());
    }
  }

  /** Each of the first 200 segments holds an id that lives in a later one, 100 behind it. */
  @Test
  void idsThatLiveInSeveralOfHundredsOfSegmentsAreFoundInEach() throws IOException {
    int segments = 300;
    int ids = 100;
    Image image;
    try (MemoryDirectory directory = new MemoryDirectory();
        Iqdb db =
            Doors.open(
                directory,
                IqdbConfig.of(1, DistanceMetric.EUCLIDEAN),
                OpenOptions.defaults().mergePolicy(new NoMergePolicy()),
                Tuning.defaults())) {
      for (int i = 0; i < segments; i++) {
        VectorId id = i % 2 == 0 ? VectorId.of(i % ids) : VectorId.of("id " + i % ids);
        db.upsert(VectorId.of(1000 + i), Vector.of(i)); // row 0, which lives once
        db.upsert(id, Vector.of(i));
        db.flush();
      }
      assertEquals(List.of(), new Examiner(directory, Examiner.LOGIC).run().findings());
      image = Image.of(directory);
    }
    try (Directory directory = image.toDirectory()) {
      ManifestData manifest = newest(directory);
      assertEquals(segments, manifest.segments().size());
      publish(
          directory,
          manifest,
          manifest.segments().stream().map(segment -> segment.withTombstones(null)).toList(),
          manifest.nextSequence());
      List<CorruptFileException> findings =
          new Examiner(directory, Examiner.LOGIC).run().findings();
      assertEquals(segments - ids, findings.size());
      for (int i = 0; i < findings.size(); i++) {
        assertEquals(name(manifest, i), findings.get(i).file());
        assertEquals(
            "row 1 living in " + name(manifest, i + ids) + " too", findings.get(i).found());
      }
    }
  }

  private static String name(ManifestData manifest, int segment) {
    return manifest.segments().get(segment).fileName().toString();
  }

  /** Its rows came before the records behind it: without them no prefix of the writes is seen. */
  @Test
  void aReaderThatMeetsABulkSegmentOfANewerManifestTakesThatManifest() throws IOException {
    try (Directory directory = SampleDatabase.create().image().toDirectory()) {
      ManifestData old = newest(directory);
      SegmentEntry written =
          SampleDatabase.segment(
              directory,
              FileName.of(FileKind.SEGMENT, 8),
              SampleDatabase.bulkRows().subList(0, 4),
              SegmentOrigin.BULK,
              0,
              SALT);
      List<SegmentEntry> segments = new ArrayList<>(old.segments());
      segments.add(
          new SegmentEntry(written.number(), written.length(), written.salt(), 4, 10_070, null));
      ManifestData newer = publish(directory, old, segments, 10_074);
      Storage storage =
          new Storage(
              directory,
              old.database(),
              old.config(),
              Compression.NONE,
              Access.MAPPED,
              Verification.LAZY,
              () -> Instant.EPOCH,
              "",
              Tuning.defaults(),
              new Traffic());
      OpenFiles files = Recovery.openForReading(storage, old);
      assertEquals(newer.number(), files.manifest().number());
      assertEquals(3, files.tables().segments().size());
      files.tables().close();
    }
  }
}
