package io.iqdb.inspect;

import io.iqdb.error.InvalidArgumentException;
import io.iqdb.format.MalformedException;
import io.iqdb.format.SectionEntry;
import io.iqdb.format.SectionKind;
import io.iqdb.format.manifest.SegmentEntry;
import io.iqdb.format.segment.PlanSection;
import io.iqdb.format.segment.StatsSection;
import io.iqdb.policy.Access;
import io.iqdb.policy.Verification;
import io.iqdb.sealed.SealedFile;
import io.iqdb.segment.RowSource;
import io.iqdb.segment.Segment;
import io.iqdb.store.Directory;
import io.iqdb.types.Metadata;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Shows what a segment says of itself, and rows of it. */
final class SegmentDump {
  private final Directory directory;
  private final SealedFile file;
  private final Extent extent;
  private final Findings findings;

  SegmentDump(Directory directory, SealedFile file, Extent extent, Findings findings) {
    this.directory = directory;
    this.file = file;
    this.extent = extent;
    this.findings = findings;
  }

  void into(Node node) throws IOException {
    StatsSection stats = stats();
    node.put("stats", describe(stats));
    try (Segment segment = open(stats)) {
      part(() -> segment.plan().ifPresent(plan -> node.put("plan", describe(plan))));
      rows(segment, node);
    }
  }

  private StatsSection stats() throws IOException {
    SectionEntry entry = file.require(SectionKind.STATS);
    try {
      return StatsSection.decode(file.readSection(entry, StatsSection.MAX_BYTES));
    } catch (MalformedException malformed) {
      throw file.part(entry).damage(entry.offset(), malformed);
    }
  }

  /** As a manifest would name it that believes all that the file says. */
  private Segment open(StatsSection stats) throws IOException {
    SegmentEntry entry;
    try {
      entry =
          new SegmentEntry(
              file.header().number(),
              file.footer().fileLength(),
              file.header().salt(),
              stats.rows(),
              stats.baseSequence(),
              null);
    } catch (InvalidArgumentException outOfRange) {
      throw file.part(file.require(SectionKind.STATS))
          .damage(0, "counts of a segment", String.valueOf(outOfRange.getMessage()));
    }
    return Segment.open(
        directory,
        file.name(),
        entry,
        file.header().database(),
        stats.dimension(),
        Access.MAPPED,
        Verification.LAZY);
  }

  private static Object describe(StatsSection stats) {
    return new Node()
        .put("rows", stats.rows())
        .put("dimension", stats.dimension())
        .put("origin", stats.origin().name())
        .put("created", PlainData.time(stats.createdMillis()))
        .put("library", stats.library())
        .put("baseSequence", stats.baseSequence())
        .put("firstSequenceOffset", stats.minSequenceOffset())
        .put("lastSequenceOffset", stats.maxSequenceOffset())
        .put("numericIds", stats.numberIds())
        .put("byteIds", stats.byteIds())
        .put("rowsWithMetadata", stats.payloadRows())
        .put("expiringRows", stats.expiringRows())
        .put(
            "earliestExpiry",
            stats.expiringRows() == 0 ? null : PlainData.time(stats.earliestExpiry()))
        .toMap();
  }

  private static Object describe(PlanSection plan) {
    return new Node()
        .put("rule", plan.spec().rule())
        .put("background", plan.spec().background())
        .put("segments", plan.segments())
        .put("numbers", plan.spec().segments())
        .put("started", PlainData.time(plan.startedMillis()))
        .put("bytesExpected", plan.bytesExpected())
        .toMap();
  }

  private void rows(Segment segment, Node node) throws IOException {
    List<Object> shown = new ArrayList<>();
    int first = (int) Math.min(extent.skip(), segment.rows());
    int end = (int) Math.min((long) first + extent.limit(), segment.rows());
    for (int row = first; row < end; row++) {
      int next = row;
      findings.collect(file.name(), () -> shown.add(row(segment, next)));
    }
    node.putList("rows", shown, segment.rows() - end);
  }

  /** What of the row can be read: damage in one section leaves the others. */
  private Object row(Segment segment, int row) throws IOException {
    Node node = new Node().put("row", row);
    part(() -> node.put("sequence", segment.sequence(row)));
    part(() -> node.put("id", PlainData.id(segment.id(row))));
    part(() -> {
      long expiresAt = segment.expiresAt(row);
      node.put("expiresAt", expiresAt == RowSource.NEVER ? null : PlainData.time(expiresAt));
    });
    part(() -> {
      Metadata metadata = segment.metadata(row);
      node.put("metadata", metadata == null ? null : PlainData.metadata(metadata));
    });
    if (extent.vectors()) {
      part(() -> {
        float[] vector = new float[segment.dimension()];
        segment.copyVector(row, vector, 0);
        node.put("vector", PlainData.vector(vector));
      });
    }
    return node.toMap();
  }

  private void part(Findings.Step step) throws IOException {
    findings.collect(file.name(), step);
  }
}
