package io.iqdb.store;

import io.iqdb.format.FileName;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Copies a file from one directory into another, where it cannot be linked. */
final class FileCopy {
  private static final int NO_RESERVE = 0;
  private static final int BUFFER = 1 << 18;

  private FileCopy() {}

  /** Copies, syncs and publishes {@code name}; leaves nothing behind where that fails. */
  static void copy(Directory source, FileName name, Directory target) throws IOException {
    FileName temporary = FileName.temporary(name.number());
    try (Input input = source.open(name)) {
      Output output = target.create(temporary, NO_RESERVE);
      try {
        try (output) {
          copy(input, output);
          output.sync();
        }
        target.publish(temporary, name);
      } catch (IOException e) {
        remove(target, temporary, e);
        throw e;
      }
    }
  }

  private static void copy(Input input, Output output) throws IOException {
    long length = input.length();
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(length, BUFFER));
    while (output.position() < length) {
      buffer.clear().limit((int) Math.min(length - output.position(), buffer.capacity()));
      input.read(output.position(), buffer);
      output.write(buffer.flip());
    }
  }

  private static void remove(Directory target, FileName temporary, IOException cause) {
    try {
      target.delete(temporary);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }
}
