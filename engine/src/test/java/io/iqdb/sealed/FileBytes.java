package io.iqdb.sealed;

import io.iqdb.format.FileName;
import io.iqdb.store.Directory;
import io.iqdb.store.Input;
import io.iqdb.store.MemoryDirectory;
import io.iqdb.store.Output;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Whole files as bytes, for tests that spoil them. */
public final class FileBytes {
  private FileBytes() {}

  /** The bytes of a file. */
  public static byte[] read(Directory directory, FileName name) throws IOException {
    try (Input input = directory.open(name)) {
      byte[] bytes = new byte[Math.toIntExact(input.length())];
      input.read(0, ByteBuffer.wrap(bytes));
      return bytes;
    }
  }

  /** A directory with this one file. */
  public static MemoryDirectory directory(FileName name, byte[] bytes) throws IOException {
    MemoryDirectory directory = new MemoryDirectory();
    add(directory, name, bytes);
    return directory;
  }

  /** Adds a file to a directory. */
  public static void add(Directory directory, FileName name, byte[] bytes) throws IOException {
    try (Output output = directory.create(name, 0)) {
      output.write(ByteBuffer.wrap(bytes));
    }
  }
}
