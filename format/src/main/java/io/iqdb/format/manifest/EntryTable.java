package io.iqdb.format.manifest;

import io.iqdb.error.InvalidArgumentException;
import io.iqdb.format.MalformedException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A section that is a count and entries of one length.
 *
 * <pre>
 *  0       4      8
 *  | count | zero | entries ...
 *
 *  SEGMENTS  0        8        16     24     32              40           48       56     64
 *            | number | length | salt | rows | base sequence | generation | length | salt | deleted |
 *  WALS      0        8      16               24
 *            | number | salt | first sequence | sealed length |
 * </pre>
 */
abstract class EntryTable<T> {
  static final EntryTable<SegmentEntry> SEGMENTS = new Segments();
  static final EntryTable<WalEntry> WALS = new Wals();

  /** Length of the count and the zero bytes behind it. */
  static final int HEAD_BYTES = 8;

  private final int entryBytes;
  private final int maxCount;

  private EntryTable(int entryBytes, int maxCount) {
    this.entryBytes = entryBytes;
    this.maxCount = maxCount;
  }

  abstract void put(ByteBuffer target, T entry);

  abstract T get(ByteBuffer source);

  ByteBuffer encode(List<T> entries) {
    ByteBuffer target =
        ByteBuffer.allocate(HEAD_BYTES + entries.size() * entryBytes)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(entries.size())
            .putInt(0);
    for (T entry : entries) {
      put(target, entry);
    }
    return target.flip();
  }

  List<T> decode(ByteBuffer source) {
    int count = decodeCount(source, maxCount);
    FixedSections.requireLength(source, (long) count * entryBytes);
    List<T> entries = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int offset = source.position();
      try {
        entries.add(get(source));
      } catch (InvalidArgumentException outOfRange) {
        throw FixedSections.malformed(outOfRange, offset);
      }
    }
    return entries;
  }

  /** The count at the beginning of a section, at most {@code maxCount}; leaves the entries. */
  static int decodeCount(ByteBuffer source, int maxCount) {
    if (source.remaining() < HEAD_BYTES) {
      throw new MalformedException("at least 8 bytes", source.remaining() + " bytes", 0);
    }
    long count = Integer.toUnsignedLong(source.getInt());
    if (count > maxCount) {
      throw new MalformedException("at most " + maxCount + " entries", Long.toString(count), 0);
    }
    FixedSections.requireZero(source.getInt(), 4);
    return (int) count;
  }

  private static final class Segments extends EntryTable<SegmentEntry> {
    Segments() {
      super(72, ManifestData.MAX_SEGMENTS);
    }

    @Override
    void put(ByteBuffer target, SegmentEntry entry) {
      target
          .putLong(entry.number())
          .putLong(entry.length())
          .putLong(entry.salt())
          .putLong(entry.rows())
          .putLong(entry.baseSequence());
      TombstoneEntry tombstones = entry.tombstones();
      if (tombstones == null) {
        target.putLong(0).putLong(0).putLong(0).putLong(0);
      } else {
        target
            .putLong(tombstones.generation())
            .putLong(tombstones.length())
            .putLong(tombstones.salt())
            .putLong(tombstones.deleted());
      }
    }

    @Override
    SegmentEntry get(ByteBuffer source) {
      return new SegmentEntry(
          source.getLong(),
          source.getLong(),
          source.getLong(),
          source.getLong(),
          source.getLong(),
          tombstones(source));
    }

    private static @Nullable TombstoneEntry tombstones(ByteBuffer source) {
      int offset = source.position();
      long generation = source.getLong();
      long length = source.getLong();
      long salt = source.getLong();
      long deleted = source.getLong();
      if (generation == 0) {
        FixedSections.requireZero(length | salt | deleted, offset);
        return null;
      }
      return new TombstoneEntry(generation, length, salt, deleted);
    }
  }

  private static final class Wals extends EntryTable<WalEntry> {
    Wals() {
      super(32, ManifestData.MAX_WALS);
    }

    @Override
    void put(ByteBuffer target, WalEntry entry) {
      target
          .putLong(entry.number())
          .putLong(entry.salt())
          .putLong(entry.firstSequence())
          .putLong(entry.sealedLength());
    }

    @Override
    WalEntry get(ByteBuffer source) {
      return new WalEntry(source.getLong(), source.getLong(), source.getLong(), source.getLong());
    }
  }
}
