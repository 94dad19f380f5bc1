package io.iqdb.wal;

import io.iqdb.error.CorruptFileException;
import io.iqdb.format.FileHeader;
import io.iqdb.format.FilePart;
import io.iqdb.format.MalformedException;
import io.iqdb.format.manifest.WalEntry;
import io.iqdb.format.wal.WalFormat;
import io.iqdb.format.wal.WalFrameReader;
import io.iqdb.format.wal.WalRecordDecoder;
import io.iqdb.format.wal.WalStep;
import io.iqdb.format.wal.WalVisitor;
import io.iqdb.store.Directory;
import io.iqdb.store.Input;
import io.iqdb.store.NotRegularFileException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.UUID;

/**
 * One log that is being replayed. Decides what the end of its frames means: a sealed log ends
 * exactly where the manifest says; an open one ends at its first bad frame, unless a frame behind
 * proves that a sound one stood there.
 */
final class WalFile implements AutoCloseable {
  /** Where a log ended: what it held, and what was left out. */
  record Result(long nextSequence, long frames, long records, Optional<ReplayReport.Cut> cut) {}

  /** Says that the first frame may have any sequence. */
  static final long ANY = -1;

  private final Input input;
  private final WalEntry entry;
  private final FilePart part;
  private final boolean besideWriter;
  private final WalFrameReader reader;

  private WalFile(Input input, WalEntry entry, long end, boolean besideWriter) {
    this.input = input;
    this.entry = entry;
    this.part = new FilePart(entry.fileName(), "frames");
    this.besideWriter = besideWriter;
    this.reader = new WalFrameReader(input::read, entry.salt(), end);
  }

  /** Opens a log that a manifest names, and checks its header and its length. */
  static WalFile open(Directory directory, WalEntry entry, UUID database, boolean besideWriter)
      throws IOException {
    Input input = openExisting(directory, entry);
    try {
      long end = end(input, entry);
      ByteBuffer header = ByteBuffer.allocate(FileHeader.BYTES);
      input.read(0, header);
      FileHeader.decode(header.flip(), entry.fileName()).require(database, entry.salt());
      return new WalFile(input, entry, end, besideWriter);
    } catch (IOException | RuntimeException | Error failure) {
      try (input) {
        throw failure;
      }
    }
  }

  /** Goes on where an earlier reading ended, at {@code end}. */
  void goOnAt(long end) {
    reader.goOnAt(end);
  }

  /** Where reading ended. */
  long position() {
    return reader.position();
  }

  /**
   * Reads all frames from there on.
   *
   * @param next what the first has to begin with, or {@link #ANY}
   */
  Result read(long next, int dimension, WalVisitor visitor) throws IOException {
    WalRecordDecoder decoder = new WalRecordDecoder(dimension);
    long sequence = next;
    long records = 0;
    for (long frames = 0; ; frames++) {
      switch (step()) {
        case WalStep.Frame frame -> {
          if (sequence != ANY && frame.firstSequence() != sequence) {
            throw part.damage(
                frame.offset(), "sequence " + sequence, "sequence " + frame.firstSequence());
          }
          decode(frame, decoder, visitor);
          sequence = frame.firstSequence() + frame.count();
          records += frame.count();
        }
        case WalStep.End end -> {
          requireSealedEnd(end.offset(), "the end of the log");
          return new Result(sequence, frames, records, Optional.empty());
        }
        case WalStep.Bad bad -> {
          requireSealedEnd(bad.offset(), bad.reason());
          return new Result(sequence, frames, records, Optional.of(cut(bad)));
        }
      }
    }
  }

  /** The next step; a bad one has been looked at again where it could have been half written. */
  private WalStep step() throws IOException {
    WalStep step = stepOnce();
    if (!(step instanceof WalStep.Bad bad) || !entry.isOpen()) {
      return step;
    }
    if (evidence(bad.offset()) <= bad.offset()) {
      return bad;
    }
    if (besideWriter) {
      reader.refresh(end(input, entry));
      WalStep again = stepOnce();
      if (again instanceof WalStep.Frame) {
        return again;
      }
    }
    throw part.damage(bad.offset(), "a frame, which a later one says was synced", bad.reason());
  }

  private WalStep stepOnce() throws IOException {
    try {
      return reader.next();
    } catch (MalformedException malformed) {
      throw part.damage(0, malformed);
    }
  }

  private long evidence(long bad) throws IOException {
    try {
      return reader.evidence(bad);
    } catch (MalformedException malformed) {
      throw part.damage(0, malformed);
    }
  }

  private void decode(WalStep.Frame frame, WalRecordDecoder decoder, WalVisitor visitor) {
    try {
      decoder.decode(frame, visitor);
    } catch (MalformedException malformed) {
      throw part.damage(frame.offset() + WalFormat.FRAME_BYTES, malformed);
    }
  }

  private void requireSealedEnd(long offset, String found) {
    if (!entry.isOpen() && offset != entry.sealedLength()) {
      throw part.damage(offset, "sound frames up to " + entry.sealedLength(), found);
    }
  }

  private ReplayReport.Cut cut(WalStep.Bad bad) {
    return new ReplayReport.Cut(entry.fileName(), bad.offset(), bad.end() - bad.offset());
  }

  /** How much of the file is read. */
  private static long end(Input input, WalEntry entry) throws IOException {
    long length = input.length();
    long least = entry.isOpen() ? FileHeader.BYTES : entry.sealedLength();
    if (length < least) {
      throw length(entry, "at least " + least + " bytes", length);
    }
    long end = entry.isOpen() ? length : entry.sealedLength();
    if (end > WalFormat.MAX_FILE_BYTES) {
      throw length(entry, "at most " + WalFormat.MAX_FILE_BYTES + " bytes", end);
    }
    return end;
  }

  private static CorruptFileException length(WalEntry entry, String expected, long found) {
    return new FilePart(entry.fileName(), "length").damage(0, expected, found + " bytes");
  }

  private static Input openExisting(Directory directory, WalEntry entry) throws IOException {
    try {
      return directory.open(entry.fileName());
    } catch (NoSuchFileException missing) {
      throw new FilePart(entry.fileName(), "name").damage(0, "the log", "no such file");
    } catch (NotRegularFileException other) {
      throw new FilePart(entry.fileName(), "name").damage(0, "the log", other.kind());
    }
  }

  @Override
  public void close() throws IOException {
    input.close();
  }
}
