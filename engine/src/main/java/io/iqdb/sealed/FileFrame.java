package io.iqdb.sealed;

import io.iqdb.format.FileFooter;
import io.iqdb.format.FileHeader;
import io.iqdb.format.FileName;
import io.iqdb.format.FilePart;
import io.iqdb.format.FileTail;
import io.iqdb.store.Input;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What surrounds the content of a sealed file: both ends, read and checked against each other.
 *
 * @param header the first bytes
 * @param footer the last ones
 */
record FileFrame(FileHeader header, FileFooter footer) {
  /** Reads both ends of the file; nothing in between is looked at. */
  static FileFrame read(Input input, FileName name, @Nullable Expectation expectation)
      throws IOException {
    long length = input.length();
    FilePart whole = new FilePart(name, "file");
    if (expectation != null && length != expectation.length()) {
      throw whole.damage(
          Math.min(length, expectation.length()),
          expectation.length() + " bytes",
          length + " bytes");
    }
    if (length < FileHeader.BYTES + FileTail.BYTES) {
      throw whole.damage(0, "at least 128 bytes", length + " bytes");
    }
    try {
      FileHeader header = FileHeader.decode(read(input, 0, FileHeader.BYTES), name);
      if (expectation != null) {
        header.require(expectation.database(), expectation.salt());
      }
      ByteBuffer end = read(input, length - FileTail.BYTES, FileTail.BYTES);
      FileTail tail = FileTail.decode(end, name, header, length);
      ByteBuffer tables = read(input, tail.footerStart(), tail.tableBytes());
      return new FileFrame(header, FileFooter.decode(tail, tables, name));
    } catch (EOFException truncated) {
      throw whole.damage(length, length + " bytes", "its end before");
    }
  }

  private static ByteBuffer read(Input input, long offset, int length) throws IOException {
    ByteBuffer target = ByteBuffer.allocate(length);
    input.read(offset, target);
    return target.flip();
  }
}
