package io.iqdb.damage;

import io.iqdb.format.FileHeader;
import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import io.iqdb.format.manifest.BookmarkEntry;
import io.iqdb.format.manifest.ManifestData;
import io.iqdb.format.manifest.MergeLog;
import io.iqdb.format.manifest.SegmentEntry;
import io.iqdb.format.manifest.StoredConfig;
import io.iqdb.format.manifest.WalEntry;
import io.iqdb.format.segment.PlanSection;
import io.iqdb.format.segment.SegmentOrigin;
import io.iqdb.manifest.ManifestReader;
import io.iqdb.manifest.ManifestStore;
import io.iqdb.policy.Compression;
import io.iqdb.policy.MergeRecord;
import io.iqdb.policy.MergeRecord.Outcome;
import io.iqdb.policy.MergeSpec;
import io.iqdb.segment.RowSource;
import io.iqdb.segment.SegmentSpec;
import io.iqdb.segment.SegmentWriter;
import io.iqdb.store.Directory;
import io.iqdb.store.MemoryDirectory;
import io.iqdb.store.WriterLock;
import io.iqdb.tombstone.TombstoneFiles;
import io.iqdb.types.Bookmark;
import io.iqdb.types.DistanceMetric;
import io.iqdb.types.IndexKind;
import io.iqdb.types.Metadata;
import io.iqdb.types.Value;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * A small database with every kind of file, section, frame and record, the same bytes each time: a
 * flushed segment with numbers and bytes as ids, metadata, expiry and tombstones, a bulk segment, a
 * sealed log and an open one.
 *
 * @param image its files
 * @param sealed the log that is sealed
 * @param open the log that is still written
 * @param last what the open log holds
 */
record SampleDatabase(Image image, WalEntry sealed, WalEntry open, SampleLog last) {
  static final int DIMENSION = 5;
  static final UUID DATABASE = new UUID(0x1122334455667788L, 0x99aabbccddeeff00L);
  static final FileName MANIFEST = FileName.of(FileKind.MANIFEST, 7);
  static final FileName SEGMENT = FileName.of(FileKind.SEGMENT, 2);
  static final FileName BULK = FileName.of(FileKind.SEGMENT, 3);
  static final FileName TOMBSTONES = new FileName(FileKind.TOMBSTONE, 2, 4);

  /** Of {@link #merged} alone. */
  static final FileName MERGED = FileName.of(FileKind.SEGMENT, 1);

  private static final long SALT = 0x5a17_5a17_0000_0000L;
  private static final long CREATED = 1_767_225_600_000L; // 2026-01-01
  private static final long NEVER = RowSource.NEVER;
  private static final long LATER = 4_102_444_800_000L; // 2100-01-01
  private static final int BULK_ROWS = 20;
  private static final long BULK_BASE = 10_041;
  private static final long NEXT = BULK_BASE + BULK_ROWS;

  static SampleDatabase create() throws IOException {
    return create(24, SALT);
  }

  /** With a segment that a merge wrote, and the history of that and of another merge. */
  static SampleDatabase merged() throws IOException {
    try (MemoryDirectory directory = create().image().toDirectory()) {
      ManifestData manifest = ManifestReader.readNewest(directory).orElseThrow();
      List<SampleRows.Row> rows =
          List.of(row(50, record(300, metadata(2)), NEVER), row(51, record(301, null), NEVER));
      MergeSpec spec = MergeSpec.background(List.of(4L, 7L, 8L), "tier");
      PlanSection plan = new PlanSection(spec, 3, CREATED, 4096);
      SegmentEntry segment = segment(directory, MERGED, rows, SegmentOrigin.MERGE, plan, 50, SALT);
      MergeRecord gone = merge(MergeSpec.requested(List.of(0L), "r\u00fcck"), CREATED - 1000, 0);
      MergeRecord done = merge(spec, CREATED, 1);
      List<SegmentEntry> segments = new ArrayList<>(manifest.segments());
      segments.addFirst(segment);
      directory.delete(MANIFEST);
      publish(
          directory,
          new ManifestData(
              manifest.number(),
              manifest.database(),
              manifest.config(),
              segments,
              manifest.wals(),
              manifest.bookmarks(),
              manifest.nextSequence(),
              manifest.nextFileNumber(),
              MergeLog.NONE
                  .next(10_000, null, CREATED - 2000)
                  .next(0, gone, CREATED)
                  .next(0, done, CREATED)),
          SALT);
      SampleDatabase plain = create();
      return new SampleDatabase(Image.of(directory), plain.sealed(), plain.open(), plain.last());
    }
  }

  private static MergeRecord merge(MergeSpec spec, long started, long result) {
    return new MergeRecord(
        spec,
        spec.segments().size(),
        Outcome.DONE,
        started,
        2_000_000,
        500_000,
        9_000,
        3_000 * result,
        40,
        2 * result,
        result,
        null);
  }

  /** With so many rows in the flushed segment, so that it has more than one block. */
  static SampleDatabase large(int rows) throws IOException {
    return create(rows, SALT);
  }

  /** The same content in files of the same names that were written another time. */
  static SampleDatabase again() throws IOException {
    return create(24, SALT ^ 0x77L << 32);
  }

  private static SampleDatabase create(int rows, long salt) throws IOException {
    try (MemoryDirectory directory = new MemoryDirectory()) {
      SegmentEntry flushed =
          segment(directory, SEGMENT, flushedRows(rows), SegmentOrigin.FLUSH, 1, salt);
      SegmentEntry bulk = segment(directory, BULK, bulkRows(), SegmentOrigin.BULK, 0, salt);
      SampleLog first = sealedLog(salt);
      first.write(directory, 128);
      WalEntry sealed = first.entry().sealedAt(first.length());
      SampleLog last = openLog(salt, first.nextSequence());
      last.write(directory, 256);
      publish(
          directory,
          List.of(
              flushed.withTombstones(tombstones(directory, flushed, salt)),
              new SegmentEntry(
                  bulk.number(), bulk.length(), bulk.salt(), bulk.rows(), BULK_BASE, null)),
          List.of(sealed, last.entry()),
          salt);
      return new SampleDatabase(Image.of(directory), sealed, last.entry(), last);
    }
  }

  /** Two records in one segment and nothing else. */
  static Image plain() throws IOException {
    try (MemoryDirectory directory = new MemoryDirectory()) {
      List<SampleRows.Row> rows =
          List.of(row(1, record(1, null), NEVER), row(2, record(2, null), NEVER));
      publish(
          directory,
          List.of(segment(directory, SEGMENT, rows, SegmentOrigin.FLUSH, 1, SALT)),
          List.of(),
          SALT);
      return Image.of(directory);
    }
  }

  private static void publish(
      Directory directory, List<SegmentEntry> segments, List<WalEntry> wals, long salt)
      throws IOException {
    List<BookmarkEntry> bookmarks =
        List.of(
            new BookmarkEntry(bookmark("origin", "somewhere"), 30),
            new BookmarkEntry(bookmark("position", "0"), 40));
    ManifestData manifest =
        new ManifestData(
            MANIFEST.number(),
            DATABASE,
            new StoredConfig(DIMENSION, DistanceMetric.EUCLIDEAN, IndexKind.FLAT),
            segments,
            wals,
            bookmarks,
            NEXT,
            10);
    publish(directory, manifest, salt);
  }

  private static void publish(Directory directory, ManifestData manifest, long salt)
      throws IOException {
    try (WriterLock lock = directory.lock()) {
      new ManifestStore(directory, lock, () -> 9, () -> salt + 7, MANIFEST.number() - 1)
          .publish(manifest);
    }
  }

  static SegmentEntry segment(
      Directory directory,
      FileName name,
      List<SampleRows.Row> rows,
      SegmentOrigin origin,
      long base,
      long salt)
      throws IOException {
    return segment(directory, name, rows, origin, null, base, salt);
  }

  private static SegmentEntry segment(
      Directory directory,
      FileName name,
      List<SampleRows.Row> rows,
      SegmentOrigin origin,
      @Nullable PlanSection plan,
      long base,
      long salt)
      throws IOException {
    FileName temporary = FileName.temporary(name.number());
    FileHeader header = FileHeader.of(name, DATABASE, salt + name.number());
    SegmentSpec spec =
        new SegmentSpec(DIMENSION, Compression.LZ4, origin, CREATED, base, "iqdb test", plan);
    SegmentEntry entry =
        SegmentWriter.write(directory, temporary, header, new SampleRows(rows, DIMENSION), spec);
    directory.publish(temporary, name);
    return entry;
  }

  private static io.iqdb.format.manifest.TombstoneEntry tombstones(
      Directory directory, SegmentEntry segment, long salt) throws IOException {
    FileName temporary = FileName.temporary(8);
    FileHeader header = FileHeader.of(TOMBSTONES, DATABASE, salt + 4);
    RoaringBitmap deleted = RoaringBitmap.bitmapOf(3, 7, 10);
    var entry = TombstoneFiles.write(directory, temporary, header, deleted, (int) segment.rows());
    directory.publish(temporary, TOMBSTONES);
    return entry;
  }

  /** Numbers and names in turn, with gaps in the sequence; row 10 has an id of the bulk segment. */
  private static List<SampleRows.Row> flushedRows(int count) {
    List<SampleRows.Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      VectorId id =
          i == 10
              ? VectorId.of(105)
              : i % 3 == 0 ? VectorId.of("name-" + i) : number(i < 24 ? i : 1000 + i);
      rows.add(
          row(
              1 + i + i / 5,
              new VectorRecord(id, vector(i), metadata(i)),
              i % 9 == 4 ? LATER : NEVER));
    }
    return rows;
  }

  static List<SampleRows.Row> bulkRows() {
    List<SampleRows.Row> rows = new ArrayList<>();
    for (int i = 0; i < BULK_ROWS; i++) {
      rows.add(row(i, record(100 + i, null), NEVER));
    }
    return rows;
  }

  private static SampleLog sealedLog(long salt) {
    SampleLog log = new SampleLog(5, salt + 5, BULK_BASE);
    log.marker(BULK_ROWS, BULK.number());
    log.data(records -> {
      records.upsert(VectorId.of("alpha"), vector(50), metadata(5), NEVER);
      records.upsert(VectorId.of("name-0"), vector(51), null, NEVER);
      records.delete(number(1));
      records.bookmark(bookmark("position", "61"));
      records.upsert(number(200), vector(52), metadata(2), LATER);
    });
    log.sync();
    return log;
  }

  private static SampleLog openLog(long salt, long next) {
    SampleLog log = new SampleLog(6, salt + 6, next);
    log.data(records -> {
      records.upsert(number(201), vector(60), null, NEVER);
      records.delete(VectorId.of("alpha"));
      records.upsert(number(202), vector(61), metadata(4), NEVER);
    });
    log.synced();
    log.data(records -> records.upsert(number(200), vector(62), metadata(1), NEVER));
    log.sync();
    log.marker(4, 8); // void: no manifest names that segment
    log.data(records -> {
      records.delete(number(100));
      records.bookmark(bookmark("position", "75"));
    });
    log.data(records -> records.upsert(number(203), vector(63), null, NEVER));
    return log;
  }

  private static SampleRows.Row row(long sequence, VectorRecord record, long expiresAt) {
    return new SampleRows.Row(sequence, record, expiresAt);
  }

  private static VectorRecord record(int id, @Nullable Metadata metadata) {
    return new VectorRecord(number(id), vector(id), metadata);
  }

  static VectorId number(long value) {
    return VectorId.of(value);
  }

  static Vector vector(int seed) {
    float[] components = new float[DIMENSION];
    for (int i = 0; i < DIMENSION; i++) {
      components[i] = (float) Math.sin(seed * 1.7 + i);
    }
    return Vector.of(components);
  }

  private static Bookmark bookmark(String name, String value) {
    return Bookmark.of(name, value.getBytes(StandardCharsets.UTF_8));
  }

  /** None, empty, and every kind of value in turn. */
  private static @Nullable Metadata metadata(int i) {
    return switch (i % 4) {
      case 0 -> null;
      case 1 -> Metadata.empty();
      case 2 ->
          Metadata.builder()
              .put("n", i)
              .put("text", "the same words again and again and again and again, " + i)
              .build();
      default ->
          Metadata.builder()
              .put("n", i)
              .put("real", i / 3.0)
              .put("flag", i % 2 == 0)
              .put("null", Value.NULL)
              .put("bytes", Value.of(new byte[] {1, 2, (byte) i}))
              .put("list", Value.of(List.of(Value.of(i), Value.of("x"))))
              .put("inner", Value.of(Metadata.of("deep", Value.of(-i))))
              .build();
    };
  }
}
