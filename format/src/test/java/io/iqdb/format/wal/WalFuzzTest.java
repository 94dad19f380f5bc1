package io.iqdb.format.wal;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.iqdb.format.Crc32c;
import io.iqdb.format.MalformedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Seeds run with the tests, a search with {@code JAZZER_FUZZ=1}. */
class WalFuzzTest {
  private static final int FIRST = (int) WalFormat.FIRST_FRAME;

  @FuzzTest(maxDuration = "60s")
  void records(byte[] data) {
    if (data.length > 0) {
      byte[] body = new byte[data.length - 1];
      System.arraycopy(data, 1, body, 0, body.length);
      WalRecordTest.decodes(body, data[0]);
    }
  }

  @FuzzTest(maxDuration = "60s")
  void frames(byte[] data) throws IOException {
    walk(data);
    seal(data);
    walk(data);
  }

  private static void walk(byte[] file) throws IOException {
    WalFrameReader reader = Frames.reader(file);
    WalRecordDecoder decoder = new WalRecordDecoder(Frames.DIMENSION);
    try {
      for (long before = FIRST; reader.next() instanceof WalStep.Frame frame; ) {
        if (frame.offset() != before || frame.end() > file.length) {
          throw new AssertionError("frames follow each other inside the file");
        }
        before = frame.end();
        decoder.records(frame);
      }
      if (reader.evidence(reader.position()) > file.length) {
        throw new AssertionError("more was synced than there is");
      }
    } catch (MalformedException expected) {
      // the one answer to frames that no writer makes
    }
  }

  /** Gives every frame that a chain of lengths reaches its place and its checksums. */
  private static void seal(byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int fixed = WalFormat.FRAME_BYTES;
    long at = FIRST;
    while (at <= file.length - fixed) {
      int start = (int) at;
      int length = bytes.getInt(start + 4);
      long padded = WalFormat.align(Math.max(length, 0));
      bytes.putLong(start + 32, at);
      if (start + fixed + padded <= file.length) {
        ByteBuffer body = bytes.slice(start + fixed, (int) padded);
        bytes.putInt(start + 12, Crc32c.salted(Frames.SALT, body));
      }
      WalFrameReaderTest.seal(file, start, Frames.SALT);
      at += fixed + padded;
    }
  }
}
