package io.iqdb.format.codec;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.util.Arrays;

/** Zstandard blocks, by the native library that the user adds. */
final class ZstdBlocks implements Compressor {
  private static final int LEVEL = 3;
  private static final ZstdBlocks INSTANCE = new ZstdBlocks();

  private ZstdBlocks() {}

  /** Fails with a {@link LinkageError} where the library cannot be used. */
  static ZstdBlocks instance() {
    Zstd.compressBound(0);
    return INSTANCE;
  }

  @Override
  public byte[] compress(byte[] raw, int offset, int length) {
    byte[] packed = new byte[Math.toIntExact(Zstd.compressBound(length))];
    long packedLength =
        Zstd.compressByteArray(packed, 0, packed.length, raw, offset, length, LEVEL);
    if (Zstd.isError(packedLength)) {
      throw new IllegalStateException("zstd: " + Zstd.getErrorName(packedLength));
    }
    return Arrays.copyOf(packed, (int) packedLength);
  }

  @Override
  public void decompress(byte[] packed, int offset, int length, byte[] target, int rawLength) {
    long found;
    try {
      found = Zstd.decompressByteArray(target, 0, rawLength, packed, offset, length);
    } catch (ZstdException malformed) {
      throw Compressor.malformed(rawLength, "malformed zstd");
    }
    if (found != rawLength) { // error codes are such numbers too
      throw Compressor.malformed(rawLength, "malformed zstd");
    }
  }
}
