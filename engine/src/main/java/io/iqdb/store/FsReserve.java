package io.iqdb.store;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The file {@code RESERVE}: zeros that stand for space. Its content is never read. */
final class FsReserve {
  static final String NAME = "RESERVE";

  private static final int PIECE = 1 << 16;

  private FsReserve() {}

  /** Its length; 0 where there is no such regular file. */
  static long length(Path directory) throws IOException {
    try {
      return RegularFile.attributes(directory.resolve(NAME)).size();
    } catch (NoSuchFileException | NotRegularFileException none) {
      return 0;
    }
  }

  /** Writes {@code bytes} zeros, and syncs, so that none of them is a hole or a promise. */
  static void make(Path directory, long bytes) throws IOException {
    Path path = directory.resolve(NAME);
    release(directory);
    try {
      Files.createFile(path); // exclusive, and follows no link
      try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
        byte[] zeros = new byte[PIECE];
        for (long left = bytes; left > 0; left -= zeros.length) {
          file.write(zeros, 0, (int) Math.min(left, zeros.length));
        }
        file.getFD().sync();
      }
    } catch (IOException failure) {
      try {
        Files.deleteIfExists(path);
      } catch (IOException second) {
        failure.addSuppressed(second);
      }
      throw NoSpace.translate(failure, path);
    }
  }

  /** Removes it, where it is there and is a file. */
  static void release(Path directory) throws IOException {
    Path path = directory.resolve(NAME);
    try {
      RegularFile.attributes(path);
      Files.delete(path);
    } catch (NoSuchFileException none) {
      return;
    }
  }
}
