package io.iqdb.sealed;

import io.iqdb.format.FileHeader;
import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import io.iqdb.format.SectionKind;
import io.iqdb.store.Directory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/** Sealed files with given sections, to try things on. */
final class SampleFile {
  static final UUID DATABASE = new UUID(0xd, 0xb);
  static final long SALT = 0x5a17;
  static final FileName NAME = FileName.of(FileKind.SEGMENT, 17);
  static final FileName TEMPORARY = FileName.temporary(99);
  static final FileHeader HEADER = FileHeader.of(NAME, DATABASE, SALT);

  private SampleFile() {}

  /** Writes and publishes a file; gives what a manifest would say of it. */
  static Expectation write(Directory directory, Map<SectionKind, byte[]> sections)
      throws IOException {
    long length;
    try (SealedFileWriter out = SealedFileWriter.create(directory, TEMPORARY, HEADER)) {
      for (Map.Entry<SectionKind, byte[]> section : sections.entrySet()) {
        out.beginSection(section.getKey(), 1, section.getValue().length);
        out.write(ByteBuffer.wrap(section.getValue()));
      }
      length = out.finish();
    }
    directory.publish(TEMPORARY, NAME);
    return new Expectation(DATABASE, length, SALT);
  }

  static byte[] random(int length, long seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }
}
