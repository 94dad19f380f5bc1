package io.iqdb.store;

import java.io.Closeable;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One descriptor with the offset it stands at, so that going on where the last call ended costs no
 * seek. Built on {@link RandomAccessFile}, which no interrupt closes. Used by one thread at a time,
 * but {@link #sync} may run beside anything.
 */
final class FsHandle implements Closeable {
  /** Most bytes that go through one system call. */
  static final int PIECE = 1 << 20;

  private static final int READ_PIECE = 1 << 16;
  private static final long UNKNOWN = -1;

  private final RandomAccessFile file;
  private long offset;
  private byte[] transfer = new byte[0]; // between off-heap memory and the file, reused

  /**
   * Opens {@code path}, which was seen to be a regular file.
   *
   * @throws NoSuchFileException where it is gone since
   */
  FsHandle(Path path, String mode) throws IOException {
    file = open(path, mode);
  }

  private static RandomAccessFile open(Path path, String mode) throws IOException {
    try {
      return new RandomAccessFile(path.toFile(), mode);
    } catch (FileNotFoundException refused) {
      RegularFile.attributes(path); // says whether it is gone; other reasons have the same class
      throw refused;
    }
  }

  /** Writes and consumes what remains of {@code source}, at {@code position}. */
  void write(long position, ByteBuffer source) throws IOException {
    seek(position);
    while (source.hasRemaining()) {
      int length = Math.min(source.remaining(), PIECE);
      if (source.hasArray()) {
        write(source.array(), source.arrayOffset() + source.position(), length);
        source.position(source.position() + length);
      } else {
        byte[] array = transfer(length);
        source.get(array, 0, length);
        write(array, 0, length);
      }
    }
  }

  /** Fills what remains of {@code target} from {@code position} on. */
  void read(long position, ByteBuffer target) throws IOException {
    seekForRead(position);
    while (target.hasRemaining()) {
      if (target.hasArray()) {
        int length = Math.min(target.remaining(), PIECE);
        int read = read(target.array(), target.arrayOffset() + target.position(), length);
        target.position(target.position() + read);
      } else {
        byte[] array = transfer(Math.min(target.remaining(), READ_PIECE));
        int read = read(array, 0, Math.min(target.remaining(), READ_PIECE));
        target.put(array, 0, read);
      }
    }
  }

  /** Fills {@code target} from {@code position} on. */
  void read(long position, MemorySegment target) throws IOException {
    seekForRead(position);
    for (long done = 0; done < target.byteSize(); ) {
      int length = (int) Math.min(target.byteSize() - done, READ_PIECE);
      byte[] array = transfer(length);
      int read = read(array, 0, length);
      MemorySegment.copy(array, 0, target, ValueLayout.JAVA_BYTE, done, read);
      done += read;
    }
  }

  /** Bytes in the file. */
  long length() throws IOException {
    return file.length();
  }

  /** Cuts the file. */
  void truncate(long length) throws IOException {
    offset = UNKNOWN;
    file.setLength(length);
  }

  /** Makes the whole file durable. */
  void sync() throws IOException {
    file.getFD().sync();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  private void seek(long position) throws IOException {
    if (offset != position) {
      offset = UNKNOWN;
      file.seek(position);
      offset = position;
    }
  }

  private void seekForRead(long position) throws IOException {
    try {
      seek(position);
    } catch (IOException e) {
      // file systems refuse positions that no file of theirs can have
      throw position > file.length() ? endsBefore(position, e) : e;
    }
  }

  private EOFException endsBefore(long position, @Nullable IOException cause) throws IOException {
    EOFException end =
        new EOFException("the file ends at " + file.length() + ", wanted from " + position);
    end.initCause(cause);
    return end;
  }

  private void write(byte[] array, int from, int length) throws IOException {
    long start = offset;
    offset = UNKNOWN;
    file.write(array, from, length);
    offset = start + length;
  }

  private int read(byte[] array, int from, int length) throws IOException {
    long start = offset;
    offset = UNKNOWN;
    int read = file.read(array, from, length);
    if (read < 0) {
      throw endsBefore(start, null);
    }
    offset = start + read;
    return read;
  }

  private byte[] transfer(int length) {
    if (transfer.length < length) {
      transfer = new byte[Math.max(length, Math.min(2 * transfer.length, PIECE))];
    }
    return transfer;
  }
}
