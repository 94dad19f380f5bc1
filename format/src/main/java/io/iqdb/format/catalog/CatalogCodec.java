package io.iqdb.format.catalog;

import io.iqdb.error.InvalidArgumentException;
import io.iqdb.format.MalformedException;
import io.iqdb.format.manifest.StoredConfig;
import io.iqdb.types.DistanceMetric;
import io.iqdb.types.IndexKind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The one section of a catalog ({@code spec/FORMAT.md}, section 9).
 *
 * <pre>
 *  0                 8       12
 *  | next collection | count | zero | entries ...
 *
 *  entry   0        8           12       14      16            18     24
 *          | number | dimension | metric | index | name length | zero | name | zero up to 8 bytes |
 * </pre>
 */
public final class CatalogCodec {
  /** Version of the section. */
  public static final int VERSION = 1;

  /** The largest section that is read. */
  public static final int MAX_BYTES = 1 << 29;

  private static final int HEAD_BYTES = 16;
  private static final int FIXED_BYTES = 24;
  private static final int ALIGNMENT = 8;

  private CatalogCodec() {}

  /** The section of {@code data}. */
  public static ByteBuffer encode(CatalogData data) {
    List<byte[]> names =
        data.collections().stream()
            .map(collection -> collection.name().getBytes(StandardCharsets.UTF_8))
            .toList();
    int bytes = HEAD_BYTES + names.stream().mapToInt(name -> padded(name.length)).sum();
    ByteBuffer target =
        ByteBuffer.allocate(bytes)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(data.nextCollection())
            .putInt(data.collections().size())
            .putInt(0);
    for (int i = 0; i < names.size(); i++) {
      encode(data.collections().get(i), names.get(i), target);
    }
    return target.flip();
  }

  private static void encode(CollectionEntry entry, byte[] name, ByteBuffer target) {
    int end = target.position() + padded(name.length);
    target
        .putLong(entry.number())
        .putInt(entry.config().dimension())
        .putShort((short) entry.config().metric().tag())
        .putShort((short) entry.config().index().tag())
        .putShort((short) name.length)
        .putShort((short) 0)
        .putInt(0)
        .put(name)
        .position(end);
  }

  private static int padded(int name) {
    return Math.ceilDiv(FIXED_BYTES + name, ALIGNMENT) * ALIGNMENT;
  }

  /**
   * What the section holds.
   *
   * @param number of the file
   * @param catalog the identity in its header
   * @throws MalformedException where no encoder wrote it
   */
  public static CatalogData decode(long number, UUID catalog, ByteBuffer section) {
    ByteBuffer source = section.slice().order(ByteOrder.LITTLE_ENDIAN);
    requireRemaining(source, HEAD_BYTES);
    long nextCollection = source.getLong();
    int count = source.getInt();
    requireZero(source, 4);
    if (count < 0 || count > source.remaining() / FIXED_BYTES) {
      throw new MalformedException(
          "at most " + source.remaining() / FIXED_BYTES + " entries", Integer.toString(count), 8);
    }
    List<CollectionEntry> collections = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      collections.add(decodeEntry(source));
    }
    if (source.hasRemaining()) {
      throw new MalformedException("the end", source.remaining() + " bytes", source.position());
    }
    try {
      return new CatalogData(number, catalog, collections, nextCollection);
    } catch (InvalidArgumentException outOfRange) {
      throw malformed(outOfRange, 0);
    }
  }

  private static CollectionEntry decodeEntry(ByteBuffer source) {
    int offset = source.position();
    requireRemaining(source, FIXED_BYTES);
    long number = source.getLong();
    int dimension = source.getInt();
    int metric = Short.toUnsignedInt(source.getShort());
    int index = Short.toUnsignedInt(source.getShort());
    int length = Short.toUnsignedInt(source.getShort());
    requireZero(source, 6);
    requireRemaining(source, padded(length) - FIXED_BYTES);
    String name = decodeName(source, length);
    requireZero(source, offset + padded(length) - source.position());
    try {
      StoredConfig config =
          new StoredConfig(
              dimension,
              find(
                  Arrays.stream(DistanceMetric.values())
                      .filter(known -> known.tag() == metric)
                      .findFirst(),
                  offset + 12L),
              find(
                  Arrays.stream(IndexKind.values())
                      .filter(known -> known.tag() == index)
                      .findFirst(),
                  offset + 14L));
      return new CollectionEntry(number, name, config);
    } catch (InvalidArgumentException outOfRange) {
      throw malformed(outOfRange, offset);
    }
  }

  private static String decodeName(ByteBuffer source, int length) {
    int offset = source.position();
    ByteBuffer bytes = source.slice(offset, length);
    source.position(offset + length);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString(); // reports
    } catch (CharacterCodingException invalid) {
      throw new MalformedException("UTF-8", "other bytes", offset);
    }
  }

  private static <T> T find(Optional<T> known, long offset) {
    return known.orElseThrow(() -> new MalformedException("a known tag", "another", offset));
  }

  private static void requireRemaining(ByteBuffer source, int length) {
    if (source.remaining() < length) {
      throw new MalformedException(
          length + " bytes", source.remaining() + " bytes", source.position());
    }
  }

  private static void requireZero(ByteBuffer source, int bytes) {
    for (int i = 0; i < bytes; i++) {
      byte found = source.get();
      if (found != 0) {
        throw new MalformedException("zero", Byte.toString(found), source.position() - 1L);
      }
    }
  }

  private static MalformedException malformed(InvalidArgumentException refused, long offset) {
    return new MalformedException(
        "values in their ranges", String.valueOf(refused.getMessage()), offset);
  }
}
