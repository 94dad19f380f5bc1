package io.iqdb.wal;

import io.iqdb.format.FileHeader;
import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import io.iqdb.format.manifest.WalEntry;
import io.iqdb.format.wal.EncodedRecords;
import io.iqdb.format.wal.WalFormat;
import io.iqdb.format.wal.WalFrameEncoder;
import io.iqdb.format.wal.WalVisitor;
import io.iqdb.policy.Limits;
import io.iqdb.store.Directory;
import io.iqdb.store.Input;
import io.iqdb.store.MemoryDirectory;
import io.iqdb.store.Output;
import io.iqdb.types.Bookmark;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Logs for tests: written by the writer, damaged as bytes, replayed into lines of text. */
final class Logs {
  static final UUID DATABASE = new UUID(1, 2);
  static final long SALT = 99;
  static final int DIMENSION = 2;

  private Logs() {}

  static FileName name(long number) {
    return FileName.of(FileKind.WAL, number);
  }

  static WalWriter create(Directory directory, long number) throws IOException {
    return create(directory, number, 0);
  }

  static WalWriter create(Directory directory, long number, long reserve) throws IOException {
    return WalWriter.create(
        directory, FileHeader.of(name(number), DATABASE, SALT + number), reserve);
  }

  static WalEntry open(long number, long firstSequence) {
    return new WalEntry(number, SALT + number, firstSequence, WalEntry.OPEN);
  }

  /** A frame of {@code count} records in the place where the writer stands. */
  static ByteBuffer frame(WalWriter writer, long firstSequence, int count) {
    EncodedRecords records = new EncodedRecords(Limits.MAX);
    for (int i = 0; i < count; i++) {
      records.upsert(VectorId.of(firstSequence + i), Vector.of(1, 2), null, WalFormat.NEVER);
    }
    WalFrameEncoder encoder = new WalFrameEncoder();
    encoder.begin(firstSequence);
    encoder.append(records);
    return encoder.finish(writer.position(), writer.syncedUpTo(), writer.salt());
  }

  /** Synced frames of 1, 2, 3 .. records; gives where each starts, and the end. */
  static List<Long> write(WalWriter writer, long firstSequence, int frames) throws IOException {
    List<Long> places = new ArrayList<>();
    long sequence = firstSequence;
    for (int i = 1; i <= frames; i++) {
      places.add(writer.position());
      writer.appendAndSync(frame(writer, sequence, i));
      sequence += i;
    }
    places.add(writer.position());
    return places;
  }

  static byte[] bytes(Directory directory, long number) throws IOException {
    try (Input input = directory.open(name(number))) {
      ByteBuffer bytes = ByteBuffer.allocate((int) input.length());
      input.read(0, bytes);
      return bytes.array();
    }
  }

  /** A directory that holds these bytes as a log. */
  static Directory of(long number, byte[] bytes) throws IOException {
    Directory directory = new MemoryDirectory();
    put(directory, number, bytes);
    return directory;
  }

  static void put(Directory directory, long number, byte[] bytes) throws IOException {
    try (Output output = directory.create(name(number), 0)) {
      output.write(ByteBuffer.wrap(bytes));
    }
  }

  static ReplayReport replay(Directory directory, Lines lines, WalEntry... entries)
      throws IOException {
    return new WalReplay(directory, DATABASE, DIMENSION, List.of(entries), 0).replay(lines);
  }

  /** Every record as a line. */
  static final class Lines implements WalVisitor {
    final List<String> lines = new ArrayList<>();

    @Override
    public void upsert(
        long sequence,
        VectorId id,
        float[] vector,
        byte[] metadata,
        int offset,
        int length,
        long expiresAt) {
      lines.add(sequence + " put " + id);
    }

    @Override
    public void delete(long sequence, VectorId id) {
      lines.add(sequence + " delete " + id);
    }

    @Override
    public void bookmark(long sequence, Bookmark bookmark) {
      lines.add(sequence + " mark " + bookmark.name());
    }

    @Override
    public void bulkSegment(long firstSequence, int rows, long segment) {
      lines.add(firstSequence + " bulk " + rows + " in " + segment);
    }
  }

  /** What {@link Lines} holds after puts of {@code from} up to, not including, {@code to}. */
  static List<String> puts(long from, long to) {
    List<String> lines = new ArrayList<>();
    for (long i = from; i < to; i++) {
      lines.add(i + " put " + i);
    }
    return lines;
  }
}
