package io.iqdb.format.codec;

import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/** LZ4 blocks by the pure-Java safe instances: no native code, no {@code Unsafe}. */
final class Lz4Blocks implements Compressor {
  private final LZ4Compressor compressor;
  private final LZ4SafeDecompressor decompressor;

  private Lz4Blocks(LZ4Factory factory) {
    this.compressor = factory.fastCompressor();
    this.decompressor = factory.safeDecompressor();
  }

  static Lz4Blocks instance() {
    return Holder.INSTANCE;
  }

  @Override
  public byte[] compress(byte[] raw, int offset, int length) {
    return compressor.compress(raw, offset, length);
  }

  @Override
  public void decompress(byte[] packed, int offset, int length, byte[] target, int rawLength) {
    int found;
    try {
      found = decompressor.decompress(packed, offset, length, target, 0, rawLength);
    } catch (LZ4Exception malformed) {
      throw Compressor.malformed(rawLength, "malformed LZ4");
    }
    if (found != rawLength) {
      throw Compressor.malformed(rawLength, found + " bytes");
    }
  }

  /** Loads the library when LZ4 is first used. */
  private static final class Holder {
    private static final Lz4Blocks INSTANCE = new Lz4Blocks(LZ4Factory.safeInstance());
  }
}
