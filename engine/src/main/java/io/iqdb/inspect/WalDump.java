package io.iqdb.inspect;

import io.iqdb.error.CorruptFileException;
import io.iqdb.format.FileHeader;
import io.iqdb.format.FileName;
import io.iqdb.format.FilePart;
import io.iqdb.format.MalformedException;
import io.iqdb.format.manifest.ManifestData;
import io.iqdb.format.manifest.WalEntry;
import io.iqdb.format.wal.WalFormat;
import io.iqdb.format.wal.WalFrameReader;
import io.iqdb.format.wal.WalRecord;
import io.iqdb.format.wal.WalRecordDecoder;
import io.iqdb.format.wal.WalStep;
import io.iqdb.manifest.ManifestReader;
import io.iqdb.store.Directory;
import io.iqdb.store.Input;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Shows the frames and records of a log up to the first place that is no sound frame, and says what
 * is there.
 */
final class WalDump {
  private final Directory directory;
  private final FileName name;
  private final FileHeader header;
  private final Extent extent;
  private final Findings findings;
  private final WalRecordDecoder decoder = WalRecordDecoder.ofAnyDimension();
  private final List<Object> frames = new ArrayList<>();
  private long frameCount;
  private long recordCount;

  WalDump(Directory directory, FileName name, FileHeader header, Extent extent, Findings findings) {
    this.directory = directory;
    this.name = name;
    this.header = header;
    this.extent = extent;
    this.findings = findings;
  }

  void into(Node node) throws IOException {
    Optional<WalEntry> entry = entry();
    try (Input input = directory.open(name)) {
      long length = input.length();
      long end = entry.filter(e -> !e.isOpen()).map(WalEntry::sealedLength).orElse(length);
      if (end > length) {
        findings.accept(part().damage(length, "a log of " + end + " bytes", "its end"));
        end = length;
      }
      WalFrameReader reader = new WalFrameReader(input::read, header.salt(), end);
      try {
        walk(reader, input, entry, node);
      } catch (MalformedException malformed) {
        findings.accept(part().damage(0, malformed));
      }
    }
    node.put("frameCount", frameCount).put("recordCount", recordCount);
    node.putList(
        "frames", frames, frameCount - frames.size() - Math.min(frameCount, extent.skip()));
  }

  private FilePart part() {
    return new FilePart(name, "frames");
  }

  private void walk(WalFrameReader reader, Input input, Optional<WalEntry> entry, Node node)
      throws IOException {
    boolean sealed = entry.isPresent() && !entry.get().isOpen();
    node.put("state", sealed ? "sealed" : entry.isPresent() ? "open" : "not named by a manifest");
    while (true) {
      switch (reader.next()) {
        case WalStep.Frame frame -> frame(frame);
        case WalStep.End end -> {
          node.put("end", end(end.offset(), "the log ends here").toMap());
          requireSealedEnd(entry, end.offset(), "the end of the log");
          return;
        }
        case WalStep.Bad bad -> {
          long evidence = reader.evidence(bad.offset());
          boolean damage = evidence > bad.offset();
          if (damage && !sealed && retry(reader, input)) {
            continue; // a writer had not finished it when it was read first
          }
          node.put(
              "end",
              end(bad.offset(), bad.reason())
                  .put("bytesBehind", bad.end() - bad.offset())
                  .put("laterFramesSaySynced", evidence)
                  .toMap());
          requireSealedEnd(entry, bad.offset(), bad.reason());
          if (damage && !sealed) {
            String expected = "a frame, which a later one says was synced";
            findings.accept(part().damage(bad.offset(), expected, bad.reason()));
          }
          return;
        }
      }
    }
  }

  private static Node end(long offset, String reason) {
    return new Node().put("offset", offset).put("reason", reason);
  }

  private void requireSealedEnd(Optional<WalEntry> entry, long offset, String found) {
    if (entry.isPresent() && !entry.get().isOpen() && offset != entry.get().sealedLength()) {
      String expected = "sound frames up to " + entry.get().sealedLength();
      findings.accept(part().damage(offset, expected, found));
    }
  }

  /** Whether what was no frame is one now. */
  private boolean retry(WalFrameReader reader, Input input) throws IOException {
    reader.refresh(input.length());
    if (reader.next() instanceof WalStep.Frame frame) {
      frame(frame);
      return true;
    }
    return false;
  }

  private void frame(WalStep.Frame frame) {
    if (frameCount++ >= extent.skip() && frames.size() < extent.limit()) {
      Node node =
          new Node()
              .put("offset", frame.offset())
              .put("kind", frame.kind().name())
              .put("bytes", frame.end() - frame.offset())
              .put("firstSequence", frame.firstSequence())
              .put("count", frame.count())
              .put("syncedUpTo", frame.syncedUpTo());
      records(frame, node);
      frames.add(node.toMap());
    }
    recordCount += frame.count();
  }

  private void records(WalStep.Frame frame, Node node) {
    try {
      List<WalRecord> records = decoder.records(frame);
      node.putList(
          "records",
          records.stream().limit(extent.limit()).map(this::record).toList(),
          records.size() - (long) extent.limit());
    } catch (MalformedException malformed) {
      findings.accept(part().damage(frame.offset() + WalFormat.FRAME_BYTES, malformed));
    }
  }

  private Object record(WalRecord record) {
    Node node = new Node().put("sequence", record.sequence());
    switch (record) {
      case WalRecord.Upsert upsert -> {
        node.put("upsert", PlainData.id(upsert.id()));
        node.put("dimension", upsert.vector().dimension());
        if (extent.vectors()) {
          node.put("vector", PlainData.vector(upsert.vector().toArray()));
        }
        var metadata = upsert.metadata();
        node.put("metadata", metadata == null ? null : PlainData.metadata(metadata));
        boolean expires = upsert.expiresAt() != WalFormat.NEVER;
        node.put("expiresAt", expires ? PlainData.time(upsert.expiresAt()) : null);
      }
      case WalRecord.Delete delete -> node.put("delete", PlainData.id(delete.id()));
      case WalRecord.Marked marked ->
          node.put("bookmark", PlainData.bookmark(marked.bookmark(), marked.sequence()));
      case WalRecord.BulkSegment bulk ->
          node.put("bulkSegment", bulk.segment()).put("rows", bulk.rows());
    }
    return node.toMap();
  }

  /** What the newest manifest in the directory says of the log, if there is one and it is sound. */
  private Optional<WalEntry> entry() throws IOException {
    try {
      return ManifestReader.readNewest(directory)
          .filter(manifest -> manifest.database().equals(header.database()))
          .flatMap(this::entry);
    } catch (CorruptFileException | NoSuchFileException unknown) {
      return Optional.empty(); // the log is shown for itself
    }
  }

  private Optional<WalEntry> entry(ManifestData manifest) {
    return manifest.wals().stream()
        .filter(wal -> wal.number() == name.number() && wal.salt() == header.salt())
        .findFirst();
  }
}
