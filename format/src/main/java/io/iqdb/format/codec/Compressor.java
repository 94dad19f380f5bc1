package io.iqdb.format.codec;

import io.iqdb.error.InvalidConfigException;
import io.iqdb.format.MalformedException;
import io.iqdb.policy.Compression;

/** One way to compress. Stateless; any thread may use it. */
sealed interface Compressor permits StoredBlocks, Lz4Blocks, ZstdBlocks {
  /** What does {@code compression}; loads its library. */
  static Compressor of(Compression compression) {
    return switch (compression) {
      case NONE -> StoredBlocks.INSTANCE;
      case LZ4 -> Lz4Blocks.instance();
      case ZSTD -> zstd();
    };
  }

  private static Compressor zstd() {
    try {
      return ZstdBlocks.instance();
    } catch (LinkageError missing) {
      InvalidConfigException failure =
          new InvalidConfigException(
              "compression ZSTD needs com.github.luben:zstd-jni: add it to the class path, or to"
                  + " the module path with --add-modules=com.github.luben.zstd_jni");
      failure.addSuppressed(missing);
      throw failure;
    }
  }

  /** The compressed bytes, which may be more than there were. */
  byte[] compress(byte[] raw, int offset, int length);

  /**
   * Fills {@code rawLength} bytes of {@code target} from its front, exactly.
   *
   * @throws MalformedException where the bytes decompress to more, to less, or not at all
   */
  void decompress(byte[] packed, int offset, int length, byte[] target, int rawLength);

  /** For what did not come out as {@code rawLength} bytes. */
  static MalformedException malformed(int rawLength, String found) {
    return new MalformedException(
        "compressed payload of " + rawLength + " bytes", found, PayloadBlockCodec.HEADER_BYTES);
  }
}
