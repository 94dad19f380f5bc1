package io.iqdb.format.wal;

import io.iqdb.format.Crc32c;
import io.iqdb.format.MalformedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Walks the frames of one log. It stops at the first place that is no sound frame, and says what
 * the frames behind it know of it; what follows from that is its caller's business. One thread at a
 * time.
 */
public final class WalFrameReader {
  private final Window window;
  private final long salt;
  private long position = WalFormat.FIRST_FRAME;

  /**
   * At the first frame.
   *
   * @param source the file
   * @param salt from its header
   * @param end how much of it is read: its length, or the length at which it was sealed
   */
  public WalFrameReader(WalSource source, long salt, long end) {
    this.window = new Window(source, end);
    this.salt = salt;
  }

  /** Goes to a place where an earlier reading of the same file ended. */
  public void goOnAt(long end) {
    position = end;
  }

  /** Where the next step looks. */
  public long position() {
    return position;
  }

  /** Looks at the same place again, in a file that may have changed and have another end. */
  public void refresh(long end) {
    window.refresh(end);
  }

  /**
   * Reads what stands at {@link #position}, and goes behind it where it is a frame.
   *
   * @throws MalformedException where a frame's checksums hold, and no writer makes its content; its
   *     offset is the file's
   */
  public WalStep next() throws IOException {
    long room = window.end() - position;
    if (room < FrameDescriptor.BYTES) {
      return room <= 0 ? new WalStep.End(position) : endOrBad("the file ends inside a frame");
    }
    int index = window.load(position, FrameDescriptor.BYTES);
    FrameDescriptor frame = FrameDescriptor.decode(window.bytes(), index, position, salt);
    if (frame == null) {
      return endOrBad("no frame starts here");
    }
    if (frame.end() > window.end()) {
      return endOrBad("the file ends inside the body of a frame");
    }
    return body(frame);
  }

  private WalStep body(FrameDescriptor frame) throws IOException {
    int padded = (int) WalFormat.align(frame.bodyLength());
    int index = window.load(frame.offset() + FrameDescriptor.BYTES, padded);
    ByteBuffer bytes = window.bytes();
    if (Crc32c.salted(salt, bytes.slice(index, padded)) != frame.bodyChecksum()) {
      return endOrBad("the checksum of a body does not hold");
    }
    for (int i = index + frame.bodyLength(); i < index + padded; i++) {
      if (bytes.get(i) != 0) {
        throw new MalformedException(
            "zeros behind a body", "other bytes", frame.offset() + FrameDescriptor.BYTES);
      }
    }
    position = frame.end();
    return new WalStep.Frame(
        frame.kind(),
        frame.firstSequence(),
        frame.count(),
        frame.syncedUpTo(),
        frame.offset(),
        frame.end(),
        bytes.slice(index, frame.bodyLength()));
  }

  private WalStep endOrBad(String reason) throws IOException {
    long end = window.endOfData(position);
    return end == position ? new WalStep.End(position) : new WalStep.Bad(position, end, reason);
  }

  /**
   * How much of the file was synced for certain, as frames behind {@code bad} recorded it: the
   * largest {@code syncedUpTo} of the fixed parts there whose own checksum, salt and offset hold,
   * or 0. More than {@code bad} means that a sound frame stood there.
   *
   * @throws MalformedException where one of them says what no writer does
   */
  public long evidence(long bad) throws IOException {
    long largest = 0;
    long last = window.end() - FrameDescriptor.BYTES;
    long at = WalFormat.align(bad + 1);
    while (at <= last) {
      at = window.skipZeros(at);
      long stop = Math.min(last + 1, at + Window.PIECE - FrameDescriptor.BYTES);
      for (; at < stop; at += WalFormat.ALIGNMENT) {
        int index = window.load(at, FrameDescriptor.BYTES);
        if (FrameDescriptor.mayStart(window.bytes(), index, at)) {
          largest = Math.max(largest, syncedUpTo(index, at));
        }
      }
    }
    return largest;
  }

  private long syncedUpTo(int index, long offset) {
    @Nullable FrameDescriptor frame = FrameDescriptor.decode(window.bytes(), index, offset, salt);
    return frame == null ? 0 : frame.syncedUpTo();
  }
}
