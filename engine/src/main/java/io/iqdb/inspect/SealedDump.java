package io.iqdb.inspect;

import io.iqdb.format.FileFooter;
import io.iqdb.format.FileName;
import io.iqdb.format.SectionEntry;
import io.iqdb.policy.Verification;
import io.iqdb.sealed.SealedFile;
import io.iqdb.store.Directory;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.SequencedMap;

/** Shows the footer and the sections of a published file. */
final class SealedDump {
  private final Directory directory;
  private final FileName name;
  private final Extent extent;
  private final Findings findings;

  SealedDump(Directory directory, FileName name, Extent extent, Findings findings) {
    this.directory = directory;
    this.name = name;
    this.extent = extent;
    this.findings = findings;
  }

  void into(Node node) throws IOException {
    try (SealedFile file = SealedFile.openUnmapped(directory, name, Verification.LAZY)) {
      footer(file.footer(), node);
      findings.collect(
          name,
          () -> {
            switch (file.header().kind()) {
              case MANIFEST -> new ManifestDump(file, extent).into(node);
              case SEGMENT -> new SegmentDump(directory, file, extent, findings).into(node);
              case TOMBSTONE -> new TombstoneDump(file, extent).into(node);
              case CATALOG -> new CatalogDump(file, extent).into(node);
              case WAL, TEMPORARY -> throw new IllegalStateException("no sealed file is a log");
            }
          });
    }
  }

  private static void footer(FileFooter footer, Node node) {
    List<SequencedMap<String, Object>> sections =
        footer.sections().stream().map(SealedDump::section).toList();
    node.put(
        "footer",
        new Node()
            .put("start", footer.start())
            .put("blocks", footer.blocks().count())
            .put("sections", sections.size())
            .toMap());
    node.putList("sections", sections, 0);
  }

  private static SequencedMap<String, Object> section(SectionEntry entry) {
    return new Node()
        .put("section", entry.label())
        .put("tag", entry.tag())
        .put("version", entry.version())
        .put("required", entry.isRequired())
        .put("offset", entry.offset())
        .put("length", entry.length())
        .put("crc", HexFormat.of().toHexDigits(entry.crc()))
        .toMap();
  }
}
