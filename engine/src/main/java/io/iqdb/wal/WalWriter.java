package io.iqdb.wal;

import io.iqdb.error.Require;
import io.iqdb.format.FileHeader;
import io.iqdb.format.FileName;
import io.iqdb.format.wal.WalFormat;
import io.iqdb.format.wal.WalFrameEncoder;
import io.iqdb.store.Directory;
import io.iqdb.store.Output;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Appends frames to one log. One thread at a time appends; {@link #sync} may run beside it. After
 * any exception nothing more is appended; {@link #position} still says where the last whole frame
 * ends.
 */
public final class WalWriter implements AutoCloseable {
  private final Output output;
  private final FileHeader header;
  private final WalFrameEncoder syncFrames = new WalFrameEncoder();

  // written by the thread that appends, read by those that sync
  private volatile long position = WalFormat.FIRST_FRAME;
  private volatile long syncedUpTo = WalFormat.FIRST_FRAME;

  private long nextSequence = -1; // unknown before the first frame
  private long vouchedUpTo; // the largest syncedUpTo that a frame records
  private boolean broken; // part of a frame may stand behind the position

  private WalWriter(Output output, FileHeader header) {
    this.output = output;
    this.header = header;
  }

  /**
   * Creates a log whose header is on disk. Its name is not: the caller syncs names before a
   * manifest names it, and a manifest names it before it takes a frame.
   *
   * @param reserve see {@link Directory#create}
   */
  public static WalWriter create(Directory directory, FileHeader header, long reserve)
      throws IOException {
    Output output = directory.create(header.fileName(), reserve);
    try {
      output.writeAndSync(header.encode());
      return new WalWriter(output, header);
    } catch (IOException | RuntimeException | Error failure) {
      try (output) {
        throw failure;
      }
    }
  }

  /** The name of the file. */
  public FileName name() {
    return header.fileName();
  }

  /** The salt of the file. */
  public long salt() {
    return header.salt();
  }

  /** Where the next frame goes: behind the last one that was wholly written. */
  public long position() {
    return position;
  }

  /** How much is known to be on disk. */
  public long syncedUpTo() {
    return syncedUpTo;
  }

  /** Whether frames were written that are not known to be on disk. */
  public boolean unsynced() {
    return syncedUpTo < position;
  }

  /** Whether a frame of {@code bytes} fits; where it does not, another log takes it. */
  public boolean hasRoom(int bytes) {
    return position + bytes <= WalFormat.MAX_FILE_BYTES;
  }

  /** Appends the frame without a sync. */
  public void append(ByteBuffer frame) throws IOException {
    write(frame, false);
  }

  /** Appends the frame; on return it, and all before it, are on disk. */
  public void appendAndSync(ByteBuffer frame) throws IOException {
    syncedUpTo = write(frame, true);
  }

  private long write(ByteBuffer frame, boolean sync) throws IOException {
    long start = position;
    Require.state(!broken, "%s takes nothing behind a failed frame", name());
    Require.state(hasRoom(frame.remaining()), "%s is full at %d bytes", name(), start);
    WalFormat.Place place = WalFormat.place(frame);
    Require.state(
        place.offset() == start, "frame made for offset %d, not %d", place.offset(), start);
    long end = start + frame.remaining();
    broken = true;
    if (sync) {
      output.writeAndSync(frame);
    } else {
      output.write(frame);
    }
    broken = false;
    position = end;
    nextSequence = place.nextSequence();
    vouchedUpTo = place.syncedUpTo();
    return end;
  }

  /** Makes what was appended before this call durable. */
  public void sync() throws IOException {
    long end = position;
    if (syncedUpTo < end) {
      output.sync();
      syncedUpTo = end;
    }
  }

  /**
   * Records in an empty frame what was synced, unless a frame does so already. The frame itself is
   * not synced: losing it loses nothing but evidence.
   */
  public void vouch() throws IOException {
    long synced = syncedUpTo;
    if (synced <= vouchedUpTo || synced <= WalFormat.FIRST_FRAME || nextSequence < 0) {
      return;
    }
    syncFrames.beginSync(nextSequence);
    append(syncFrames.finish(position, synced, salt()));
  }

  /** Closes the file without a sync. */
  @Override
  public void close() throws IOException {
    output.close();
  }
}
