package io.iqdb.format.codec;

import io.iqdb.error.InvalidConfigException;
import java.nio.ByteOrder;
import net.openhft.chronicle.bytes.Bytes;

/** Makes Chronicle buffers, or says which flag is missing. */
final class Chronicle {
  private static final boolean BIG_ENDIAN = ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN;

  private Chronicle() {}

  /** An empty buffer on the heap that grows; whoever holds it passes it between threads. */
  static Bytes<byte[]> elastic(int capacity) {
    try {
      Bytes<byte[]> bytes = Bytes.allocateElasticOnHeap(capacity);
      bytes.singleThreadedCheckDisabled(true);
      return bytes;
    } catch (UnsupportedOperationException | LinkageError refused) {
      throw cannotStart(refused);
    }
  }

  /** Reads {@code array} in place. */
  static Bytes<byte[]> wrap(byte[] array) {
    try {
      Bytes<byte[]> bytes = Bytes.wrapForRead(array);
      bytes.singleThreadedCheckDisabled(true);
      return bytes;
    } catch (UnsupportedOperationException | LinkageError refused) {
      throw cannotStart(refused);
    }
  }

  /** Chronicle writes in the order of the machine, the format is little-endian. */
  static long little(long value) {
    return BIG_ENDIAN ? Long.reverseBytes(value) : value;
  }

  /** As {@link #little(long)}. */
  static int little(int value) {
    return BIG_ENDIAN ? Integer.reverseBytes(value) : value;
  }

  private static InvalidConfigException cannotStart(Throwable refused) {
    InvalidConfigException failure =
        new InvalidConfigException(
            "the codec layer cannot start: run Java with"
                + " --sun-misc-unsafe-memory-access=allow and Chronicle Bytes on the path");
    failure.addSuppressed(refused);
    return failure;
  }
}
