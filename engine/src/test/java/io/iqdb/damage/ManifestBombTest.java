package io.iqdb.damage;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.format.FileHeader;
import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import io.iqdb.format.SectionKind;
import io.iqdb.format.manifest.ManifestCodec;
import io.iqdb.format.manifest.ManifestData;
import io.iqdb.format.manifest.StoredConfig;
import io.iqdb.sealed.SealedFileWriter;
import io.iqdb.store.Directory;
import io.iqdb.store.FsDirectory;
import io.iqdb.types.DistanceMetric;
import io.iqdb.types.IndexKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * R17: manifests behind right checksums that name a million segments, or as many as may be named,
 * of files that are empty or not there. A process of 64 MiB refuses them, in every way of looking.
 */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class ManifestBombTest {
  private static final int MILLION = 1_000_000;
  private static final int ENTRY_BYTES = 72;

  @TempDir Path folder;

  private Path database() {
    return folder.resolve("database");
  }

  /** Publishes a manifest that claims {@code count} segments and has {@code entries}. */
  private void manifest(int count, int entries, long rows) throws IOException {
    ManifestData empty =
        new ManifestData(
            SampleDatabase.MANIFEST.number(),
            SampleDatabase.DATABASE,
            new StoredConfig(SampleDatabase.DIMENSION, DistanceMetric.DOT, IndexKind.FLAT),
            List.of(),
            List.of(),
            List.of(),
            1L << 40,
            1L << 40);
    Map<SectionKind, ByteBuffer> sections = ManifestCodec.encode(empty);
    sections.put(SectionKind.SEGMENTS, segments(count, entries, rows));
    FileName temporary = FileName.temporary(1);
    FileHeader header = FileHeader.of(SampleDatabase.MANIFEST, SampleDatabase.DATABASE, 7);
    try (Directory directory = FsDirectory.create(database())) {
      try (SealedFileWriter out = SealedFileWriter.create(directory, temporary, header)) {
        for (Map.Entry<SectionKind, ByteBuffer> section : sections.entrySet()) {
          out.beginSection(section.getKey(), ManifestCodec.VERSION, section.getValue().remaining());
          out.write(section.getValue());
        }
        out.finish();
      }
      directory.publish(temporary, SampleDatabase.MANIFEST);
    }
  }

  private static ByteBuffer segments(int count, int entries, long rows) {
    ByteBuffer section =
        ByteBuffer.allocate(8 + entries * ENTRY_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    section.putInt(count).putInt(0);
    for (int i = 0; i < entries; i++) {
      section.putLong(i + 1L).putLong(4096).putLong(i).putLong(rows).putLong(rows * i + 1);
      section.position(section.position() + 32); // no tombstones
    }
    return section.flip();
  }

  private void refused(String what) throws IOException, InterruptedException {
    String said =
        DamageProcess.run(
            folder, folder.resolve("errors"), "64m", RefusedOpen.class, database().toString());
    System.out.println("R17 " + what + ", in a process of 64 MiB: " + said);
    assertTrue(said.startsWith("refused twice"), said);
  }

  @Test
  void aManifestWithAMillionSegmentsIsRefused() throws Exception {
    manifest(MILLION, MILLION, 1);
    refused("manifest with 1,000,000 segments");
  }

  @Test
  void aManifestThatClaimsAMillionSegmentsIsRefused() throws Exception {
    manifest(MILLION, 100_000, 1);
    refused("manifest that claims 1,000,000 segments and has 100,000");
  }

  @Test
  void aManifestWithAllTheEmptySegmentsThatFitIsRefused() throws Exception {
    manifest(ManifestData.MAX_SEGMENTS, ManifestData.MAX_SEGMENTS, 0);
    refused("manifest with 65,536 segments without rows");
  }

  @Test
  void asManySegmentsAsMayBeThatAreNotThereAreRefused() throws Exception {
    manifest(ManifestData.MAX_SEGMENTS, ManifestData.MAX_SEGMENTS, 1);
    refused("65,536 segments that are not there");
  }

  @Test
  @Tag("slow")
  void asManySegmentsAsMayBeOfEmptyFilesAreRefused() throws Exception {
    manifest(ManifestData.MAX_SEGMENTS, ManifestData.MAX_SEGMENTS, 1);
    for (int i = 1; i <= ManifestData.MAX_SEGMENTS; i++) {
      Files.createFile(database().resolve(FileName.of(FileKind.SEGMENT, i).toString()));
    }
    refused("65,536 segments that are empty files");
  }
}
