package io.iqdb.tools.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * Tells one file from another of the same name, cheaply: by its length and its beginning. A file
 * that was changed further on, without a change of length, is taken for the same.
 *
 * @param length in bytes
 * @param crc CRC32C of the first 64 KiB
 */
public record FileIdentity(long length, int crc) {
  private static final int HEAD = 1 << 16;

  /** Of the file {@code path}. */
  public static FileIdentity of(Path path) throws IOException {
    CRC32C crc = new CRC32C();
    try (InputStream in = Files.newInputStream(path)) {
      crc.update(in.readNBytes(HEAD));
    }
    return new FileIdentity(Files.size(path), (int) crc.getValue());
  }
}
