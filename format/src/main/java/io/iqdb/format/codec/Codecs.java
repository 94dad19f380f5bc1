package io.iqdb.format.codec;

import io.iqdb.policy.Compression;
import io.iqdb.types.Metadata;
import io.iqdb.types.Value;

/**
 * Starts the codec layer ahead of its first use, which costs about 0.1 s of processor time.
 *
 * <p>Chronicle Bytes needs {@code sun.misc.Unsafe}. The virtual machine warns of that once, on
 * standard error, unless it runs with {@code --sun-misc-unsafe-memory-access=allow}; with {@code
 * deny} the layer cannot start, and every use throws {@link io.iqdb.error.InvalidConfigException}
 * naming the flag. SLF4J, which Chronicle logs to, says once that it has no provider unless there
 * is one or {@code -Dslf4j.internal.verbosity=ERROR} is set. The layer itself prints nothing;
 * Chronicle starts one daemon thread that waits for buffers off the heap, of which there are none
 * ({@code -Dbackground.releaser=false} prevents it).
 */
public final class Codecs {
  private Codecs() {}

  /**
   * Loads what {@code compression} needs, and nothing else.
   *
   * @throws io.iqdb.error.InvalidConfigException where its library is not there
   */
  public static void require(Compression compression) {
    Compressor.of(compression);
  }

  /**
   * Loads and runs the codecs once. Called on a background thread by whoever is going to write;
   * calling it again costs microseconds.
   *
   * @throws io.iqdb.error.InvalidConfigException where the virtual machine forbids the layer to
   *     start
   */
  public static void warmUp() {
    MetadataCodec codec = new MetadataCodec();
    byte[] encoded = codec.encode(Metadata.of("warm", Value.of("up")));
    codec.decode(encoded, 0, encoded.length);
  }
}
