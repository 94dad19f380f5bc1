package io.iqdb.tools.data.rows;

import io.iqdb.tools.data.FileLabel;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Bytes of a user's file by position, of any length. One thread. */
final class RowFile implements Closeable {
  private final FileChannel channel;
  private final String name;
  private final long length;

  RowFile(Path path) throws IOException {
    channel = FileChannel.open(path, StandardOpenOption.READ);
    name = FileLabel.nameOf(path);
    try {
      length = channel.size();
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  String name() {
    return name;
  }

  long length() {
    return length;
  }

  /** Exactly {@code count} bytes from {@code offset} on. */
  ByteBuffer read(long offset, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, offset + bytes.position()) < 0) {
        throw new EOFException(
            name + " ends at byte " + (offset + bytes.position()) + ", it had " + length);
      }
    }
    return bytes.flip();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
