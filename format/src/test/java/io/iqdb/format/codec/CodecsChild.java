package io.iqdb.format.codec;

import io.iqdb.error.InvalidConfigException;
import io.iqdb.policy.Compression;
import java.util.HashSet;
import java.util.Set;

/** What {@link CodecsTest} runs in a JVM of its own. */
final class CodecsChild {
  static final int REFUSED = 42;

  private CodecsChild() {}

  public static void main(String[] arguments) {
    Set<Thread> before = threads();
    try {
      Codecs.warmUp();
      Compression compression = Compression.valueOf(arguments[0]);
      byte[] block = new PayloadBlockCodec().encode(new byte[1000], 0, 1000, compression);
      new PayloadBlockCodec().decode(block, 0, block.length, new byte[1000]);
    } catch (InvalidConfigException refused) {
      System.err.println(refused.getMessage());
      System.exit(REFUSED);
    }
    Set<Thread> started = threads();
    started.removeAll(before);
    for (Thread thread : started) {
      if (!thread.getName().equals("background~resource~releaser") || !thread.isDaemon()) {
        System.err.println("a thread was started: " + thread);
      }
    }
  }

  private static Set<Thread> threads() {
    return new HashSet<>(Thread.getAllStackTraces().keySet());
  }
}
