package io.iqdb.damage;

import io.iqdb.format.FileHeader;
import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import io.iqdb.format.manifest.WalEntry;
import io.iqdb.format.wal.EncodedRecords;
import io.iqdb.format.wal.WalFrameEncoder;
import io.iqdb.policy.Limits;
import io.iqdb.store.Directory;
import io.iqdb.store.Output;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A log that a test writes frame by frame. */
final class SampleLog {
  private final FileName name;
  private final long salt;
  private final long firstSequence;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final WalFrameEncoder encoder = new WalFrameEncoder();
  private final List<Integer> starts = new ArrayList<>();
  private long nextSequence;
  private long syncedUpTo;

  SampleLog(long number, long salt, long firstSequence) {
    this.name = FileName.of(FileKind.WAL, number);
    this.salt = salt;
    this.firstSequence = firstSequence;
    this.nextSequence = firstSequence;
    ByteBuffer header = FileHeader.of(name, SampleDatabase.DATABASE, salt).encode();
    append(header);
  }

  void data(Consumer<EncodedRecords> records) {
    EncodedRecords encoded = new EncodedRecords(Limits.MAX);
    records.accept(encoded);
    encoder.begin(nextSequence);
    encoder.append(encoded);
    finish();
  }

  void marker(int rows, long segment) {
    encoder.beginMarker(nextSequence, rows, segment);
    finish();
  }

  /** All frames so far are synced, and an empty frame says so. */
  void sync() {
    synced();
    encoder.beginSync(nextSequence);
    finish();
  }

  /** All frames so far are synced; the next frame says so. */
  void synced() {
    syncedUpTo = bytes.size();
  }

  private void finish() {
    starts.add(bytes.size());
    ByteBuffer frame = encoder.finish(bytes.size(), syncedUpTo, salt);
    nextSequence += encoder.count();
    append(frame);
  }

  private void append(ByteBuffer part) {
    byte[] copy = new byte[part.remaining()];
    part.get(copy);
    bytes.write(copy, 0, copy.length);
  }

  WalEntry entry() {
    return new WalEntry(name.number(), salt, firstSequence, WalEntry.OPEN);
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }

  FileName name() {
    return name;
  }

  long nextSequence() {
    return nextSequence;
  }

  int length() {
    return bytes.size();
  }

  /** Where each frame starts. */
  List<Integer> starts() {
    return List.copyOf(starts);
  }

  /** How many frames end at or before {@code offset}. */
  int framesBefore(long offset) {
    int whole = 0;
    for (int i = 0; i < starts.size(); i++) {
      int end = i + 1 < starts.size() ? starts.get(i + 1) : length();
      whole += end <= offset ? 1 : 0;
    }
    return whole;
  }

  void write(Directory directory, int zerosBehind) throws IOException {
    try (Output out = directory.create(name, 0)) {
      out.write(ByteBuffer.wrap(bytes.toByteArray()));
      out.write(ByteBuffer.allocate(zerosBehind));
    }
  }
}
