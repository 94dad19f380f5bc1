package io.iqdb.inspect;

import io.iqdb.format.FileHeader;
import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import io.iqdb.format.FilePart;
import io.iqdb.policy.Verification;
import io.iqdb.sealed.SealedFile;
import io.iqdb.store.Directory;
import io.iqdb.store.Input;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Checks files of which no manifest says anything, each for itself. One thread. */
final class OrphanCheck {
  private final Directory directory;
  private final int level;
  private final Findings findings;
  private long files;
  private long bytes;

  OrphanCheck(Directory directory, int level, Findings findings) {
    this.directory = directory;
    this.level = level;
    this.findings = findings;
  }

  long files() {
    return files;
  }

  long bytes() {
    return bytes;
  }

  /** Unpublished files may be anything. */
  void check(FileName name) throws IOException {
    switch (name.kind()) {
      case TEMPORARY -> {}
      case WAL -> count(name, this::checkHeader);
      case MANIFEST, SEGMENT, TOMBSTONE, CATALOG -> count(name, this::checkSealed);
    }
  }

  /** Looks at a file. */
  private interface Look {
    void at(FileName name) throws IOException;
  }

  private void count(FileName name, Look look) throws IOException {
    files++;
    findings.collect(
        name,
        () -> {
          bytes += directory.length(name);
          look.at(name);
        });
  }

  private void checkHeader(FileName name) throws IOException {
    try (Input input = directory.open(name)) {
      if (input.length() < FileHeader.BYTES) {
        throw new FilePart(name, "file").damage(0, "a header", input.length() + " bytes");
      }
      ByteBuffer header = ByteBuffer.allocate(FileHeader.BYTES);
      input.read(0, header);
      FileHeader.decode(header.flip(), name);
    }
  }

  private void checkSealed(FileName name) throws IOException {
    try (SealedFile file = SealedFile.openUnmapped(directory, name, Verification.LAZY)) {
      if (level >= Examiner.CHECKSUMS || name.kind() == FileKind.MANIFEST) {
        file.verifyAll(findings);
      }
    }
  }
}
