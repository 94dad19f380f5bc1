package io.iqdb.format.codec;

import io.iqdb.format.Crc32c;
import io.iqdb.format.MalformedException;
import io.iqdb.policy.Compression;
import java.util.Objects;

/**
 * Blocks of payload, compressed one by one ({@code spec/FORMAT.md}, encodings). A block is a header
 * of {@value #HEADER_BYTES} bytes and what is stored:
 *
 * <pre>
 *  0  CRC32C u32 of everything behind it
 *  4  compression u32
 *  8  raw length u32, at most MAX_RAW_BYTES
 * 12  stored length u32
 * 16  stored bytes
 * </pre>
 *
 * One thread at a time. A compressor is loaded when it is first needed.
 */
public final class PayloadBlockCodec {
  /** Bytes in front of what is stored. */
  public static final int HEADER_BYTES = 16;

  /** The longest block before compression: one record's metadata and room for its neighbours. */
  public static final int MAX_RAW_BYTES = 2 << 20;

  private final EncodeBuffer out = new EncodeBuffer(1 << 10);
  private final DecodeBuffer in = new DecodeBuffer();

  // the header read last
  private int checksum;
  private Compression compression = Compression.NONE;
  private int rawLength;
  private int storedLength;

  /** With buffers of its own. */
  public PayloadBlockCodec() {}

  /**
   * The block that holds {@code length} bytes of {@code raw}. What does not shrink is stored as it
   * is, and says so.
   *
   * @throws io.iqdb.error.InvalidConfigException where {@code compression} needs a library that is
   *     not there
   */
  public byte[] encode(byte[] raw, int offset, int length, Compression compression) {
    Objects.checkFromIndexSize(offset, length, raw.length);
    if (length > MAX_RAW_BYTES) {
      throw new IllegalArgumentException("payload block of " + length + " bytes");
    }
    byte[] packed = Compressor.of(compression).compress(raw, offset, length);
    boolean shrunk = packed.length < length;
    out.clear();
    out.u32(0);
    out.u32((shrunk ? compression : Compression.NONE).tag());
    out.u32(length);
    out.u32(shrunk ? packed.length : length);
    if (shrunk) {
      out.raw(packed, 0, packed.length);
    } else {
      out.raw(raw, offset, length);
    }
    out.setU32(0, checksum(out.array(), 0, out.length()));
    return out.toArray();
  }

  /**
   * How long a block is before compression, from its header, which the checksum has not vouched for
   * yet.
   *
   * @throws MalformedException where the header is none, or the block is not {@code length} bytes
   */
  public int rawLength(byte[] block, int offset, int length) {
    readHeader(block, offset, length);
    return rawLength;
  }

  /**
   * Decompresses a block into the front of {@code target}, which has room for {@link #rawLength}
   * bytes; gives that length.
   *
   * @throws MalformedException where checksum or content is wrong
   */
  public int decode(byte[] block, int offset, int length, byte[] target) {
    readHeader(block, offset, length);
    int found = checksum(block, offset, length);
    if (found != checksum) {
      throw new MalformedException(
          "checksum " + Integer.toHexString(checksum), Integer.toHexString(found), 0);
    }
    Objects.checkFromIndexSize(0, rawLength, target.length);
    Compressor.of(compression)
        .decompress(block, offset + HEADER_BYTES, storedLength, target, rawLength);
    return rawLength;
  }

  /** Reads a header into the fields that stand for it: searches come here and allocate nothing. */
  private void readHeader(byte[] block, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, block.length);
    if (length < HEADER_BYTES) {
      throw new MalformedException("a payload block header", length + " bytes", 0);
    }
    in.load(block, offset, HEADER_BYTES);
    checksum = in.u32();
    compression = compression(in.u32());
    int raw = in.u32();
    int stored = in.u32();
    if (raw < 0 || raw > MAX_RAW_BYTES) {
      throw new MalformedException(
          "a raw length of at most " + MAX_RAW_BYTES, Integer.toUnsignedString(raw), 8);
    }
    if (stored != length - HEADER_BYTES) {
      throw new MalformedException(
          "a stored length of " + (length - HEADER_BYTES), Integer.toUnsignedString(stored), 12);
    }
    rawLength = raw;
    storedLength = stored;
  }

  private static Compression compression(int tag) {
    for (Compression compression : Compression.values()) {
      if (compression.tag() == tag) {
        return compression;
      }
    }
    throw new MalformedException("a compression tag of 0 to 2", Integer.toString(tag), 4);
  }

  private static int checksum(byte[] block, int offset, int length) {
    return Crc32c.of(block, offset + Integer.BYTES, length - Integer.BYTES);
  }
}
