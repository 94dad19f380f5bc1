package io.iqdb.format.codec;

/** Bytes as they are. */
enum StoredBlocks implements Compressor {
  INSTANCE;

  private static final byte[] NOTHING_GAINED = {};

  @Override
  public byte[] compress(byte[] raw, int offset, int length) {
    return length == 0
        ? NOTHING_GAINED
        : java.util.Arrays.copyOfRange(raw, offset, offset + length);
  }

  @Override
  public void decompress(byte[] packed, int offset, int length, byte[] target, int rawLength) {
    if (length != rawLength) {
      throw Compressor.malformed(rawLength, length + " bytes");
    }
    System.arraycopy(packed, offset, target, 0, length);
  }
}
