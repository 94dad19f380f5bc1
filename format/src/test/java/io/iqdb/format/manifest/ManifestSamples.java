package io.iqdb.format.manifest;

import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import io.iqdb.format.SectionKind;
import io.iqdb.policy.MergeRecord;
import io.iqdb.policy.MergeRecord.Outcome;
import io.iqdb.policy.MergeSpec;
import io.iqdb.types.Bookmark;
import io.iqdb.types.DistanceMetric;
import io.iqdb.types.IndexKind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** Manifests to try things on. */
final class ManifestSamples {
  static final UUID DATABASE = new UUID(0x1234, 0x5678);
  static final FileName NAME = FileName.of(FileKind.MANIFEST, 42);
  static final StoredConfig CONFIG =
      new StoredConfig(128, DistanceMetric.EUCLIDEAN, IndexKind.FLAT);
  static final ManifestData DATA =
      new ManifestData(
          42,
          DATABASE,
          CONFIG,
          List.of(
              new SegmentEntry(17, 4096, 7, 100, 1, new TombstoneEntry(3, 1024, 9, 50)),
              new SegmentEntry(20, 8192, -8, 1, 200, null)),
          List.of(new WalEntry(18, 5, 150, 1024), new WalEntry(21, 6, 201, WalEntry.OPEN)),
          List.of(
              new BookmarkEntry(Bookmark.of("orders-0", new byte[] {1, 2, 3}), 150),
              new BookmarkEntry(Bookmark.of("\u00fcbrig", new byte[0]), 0)),
          201,
          22,
          merges());

  private ManifestSamples() {}

  /** Two flushed segments, two merges. */
  private static MergeLog merges() {
    MergeRecord all =
        new MergeRecord(
            MergeSpec.requested(List.of(3L, 5L, 7L), "optimize"),
            3,
            Outcome.DONE,
            1_767_225_600_000L,
            2_000_000_000L,
            500_000_000L,
            12_288,
            4_096,
            300,
            100,
            17,
            null);
    MergeRecord gone =
        new MergeRecord(
            MergeSpec.background(List.of(16L), "r\u00fcck"),
            1,
            Outcome.DONE,
            1_767_225_700_000L,
            1,
            0,
            4_096,
            0,
            9,
            0,
            0,
            null);
    return MergeLog.NONE
        .next(16_384, null, 1_767_225_500_000L)
        .next(0, all, 1_767_225_602_000L)
        .next(8_192, gone, 1_767_225_700_000L);
  }

  static ManifestData decode(Map<SectionKind, ByteBuffer> sections) {
    Map<SectionKind, SectionBytes> read = new EnumMap<>(SectionKind.class);
    sections.forEach((kind, bytes) -> read.put(kind, new SectionBytes(64, bytes)));
    return ManifestCodec.decode(NAME, DATABASE, read);
  }

  /** The sections of {@link #DATA}, of which a test may spoil one. */
  static Map<SectionKind, ByteBuffer> sections() {
    Map<SectionKind, ByteBuffer> sections = new EnumMap<>(ManifestCodec.encode(DATA));
    sections.replaceAll((kind, bytes) -> bytes.order(ByteOrder.LITTLE_ENDIAN));
    return sections;
  }

  static ByteBuffer section(Map<SectionKind, ByteBuffer> sections, SectionKind kind) {
    return Objects.requireNonNull(sections.get(kind));
  }
}
