package io.iqdb.memtable;

import io.iqdb.error.Require;
import io.iqdb.types.VectorId;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Rows in the order of their sequence numbers, appended by one thread and read by many. A row is
 * never changed: replacing an id appends a row and gives the old one the sequence of its death.
 */
public final class Memtable implements AutoCloseable {
  /** Sequence of death of a row that lives. */
  public static final long LIVE = Long.MAX_VALUE;

  /** Moment of expiry of a row that never expires. */
  public static final long NEVER = Long.MAX_VALUE;

  static final long ALIGNMENT = 64; // rows start on cache lines

  private static final long SLAB_BYTES = 1 << 20;

  /** Of vectors, in the first chunk until that is full: many memtables hold a few rows. */
  private static final long FIRST_BYTES = 16 << 10;

  private static final int LENGTH_BITS = 21;
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(java.nio.ByteOrder.LITTLE_ENDIAN);

  private final int dimension;
  private final long stride;
  private final int shift;
  private final int firstRows;

  /** Where slabs come from and go to; null for an arena of this memtable's own. */
  private final @Nullable SlabPool pool;

  /**
   * Null before the first chunk of full size: closing one costs a handshake with all threads, so
   * that the small chunk before is left to the garbage collector.
   */
  private @Nullable Arena arena;

  /** Slabs before this one went back to the pool. */
  private int firstSlab;

  private final BlobSlabs blobs = new BlobSlabs();
  private final IdTable ids = new IdTable(new Ids());

  private volatile RowChunk[] chunks = {};

  /** Stored last: whoever reads a count sees the rows below it. */
  private volatile int rows;

  /** Stored before the count: whoever sees a row that expires sees that one does. */
  private volatile long earliestExpiry = NEVER;

  /** For vectors of {@code dimension} components; allocates nothing before the first row. */
  public Memtable(int dimension) {
    this(dimension, null);
  }

  /**
   * The same with slabs that it borrows.
   *
   * @param pool of slabs for vectors of as many components; null for none
   */
  public Memtable(int dimension, @Nullable SlabPool pool) {
    this.dimension = dimension;
    this.pool = pool;
    this.stride = stride(dimension);
    this.shift = 63 - Long.numberOfLeadingZeros(Math.max(16, SLAB_BYTES / stride));
    this.firstRows =
        pool == null ? (int) Math.min(1L << shift, Math.max(16, FIRST_BYTES / stride)) : 1 << shift;
  }

  /** Bytes from one row to the next: the dimension in floats, rounded up to 64 bytes. */
  public static long stride(int dimension) {
    return (dimension * 4L + 63) & -64;
  }

  /**
   * Appends a row and makes it the newest of its id.
   *
   * @param vector the first {@code dimension} components count
   * @param metadata encoded, or null for none
   * @param sequence higher than that of every row before
   * @return the row
   */
  public int append(
      VectorId id, float[] vector, byte @Nullable [] metadata, long expiresAt, long sequence) {
    return append(id, newest(id), vector, metadata, expiresAt, sequence);
  }

  /**
   * As {@link #append}, and the row that holds the id so far dies of it.
   *
   * @return the row
   */
  public int replace(
      VectorId id, float[] vector, byte @Nullable [] metadata, long expiresAt, long sequence) {
    int previous = newest(id);
    if (previous >= 0 && diedAt(previous) == LIVE) {
      kill(previous, sequence);
    }
    return append(id, previous, vector, metadata, expiresAt, sequence);
  }

  private int append(
      VectorId id,
      int previous,
      float[] vector,
      byte @Nullable [] metadata,
      long expiresAt,
      long sequence) {
    int row = rows;
    int index = row & mask();
    RowChunk chunk = chunkFor(row);
    MemorySegment.copy(vector, 0, chunk.vectors, FLOAT, index * stride, dimension);
    chunk.sequence[index] = sequence;
    chunk.metadata[index] =
        metadata == null ? -1 : blobs.append(metadata) << LENGTH_BITS | metadata.length;
    chunk.expiresAt[index] = expiresAt;
    if (expiresAt < earliestExpiry) {
      earliestExpiry = expiresAt;
    }
    switch (id) {
      case VectorId.U64(long number) -> chunk.id[index] = number;
      case VectorId.Bytes bytes -> {
        chunk.idLength[index] = (short) bytes.length();
        chunk.id[index] = blobs.append(bytes.toArray());
      }
    }
    chunk.previous[index] = previous;
    ids.put(row, previous);
    rows = row + 1;
    return row;
  }

  private RowChunk chunkFor(int row) {
    RowChunk[] current = chunks;
    int chunk = row >>> shift;
    if (chunk == current.length) {
      current = Arrays.copyOf(current, chunk + 1);
      boolean small = row == 0 && firstRows < slabRows();
      current[chunk] =
          small ? new RowChunk(slab(Arena.ofAuto(), firstRows), firstRows) : newChunk();
      chunks = current;
    } else if (row == firstRows && firstRows < slabRows()) {
      current = new RowChunk[] {newChunk().take(current[0])}; // who reads the small one may go on
      chunks = current;
    }
    return current[chunk];
  }

  private RowChunk newChunk() {
    return new RowChunk(newSlab(), slabRows());
  }

  private MemorySegment newSlab() {
    if (pool != null) {
      return pool.take(stride << shift);
    }
    Arena present = arena;
    if (present == null) {
      present = Arena.ofShared();
      arena = present;
    }
    return slab(present, slabRows());
  }

  private MemorySegment slab(Arena owner, int slabRows) {
    return owner.allocate(slabRows * stride, ALIGNMENT);
  }

  private int mask() {
    return (1 << shift) - 1;
  }

  /** Gives {@code row} the sequence at which it was replaced or deleted. */
  public void kill(int row, long sequence) {
    Require.state(diedAt(row) == LIVE, "row %d died before", row);
    chunks[row >>> shift].kill(row & mask(), sequence);
  }

  /** The newest row of {@code id}, alive or not, or -1. */
  public int newest(VectorId id) {
    return switch (id) {
      case VectorId.U64(long number) -> ids.find(number);
      case VectorId.Bytes bytes -> ids.find(bytes.toArray());
    };
  }

  /** The row of {@code id} that lives at {@code snapshot}, expired or not, or -1. */
  public int find(VectorId id, long snapshot) {
    int row = newest(id);
    while (row >= 0 && sequence(row) > snapshot) {
      row = chunks[row >>> shift].previous[row & mask()];
    }
    return row >= 0 && diedAt(row) > snapshot ? row : -1;
  }

  /** Whether {@code row} was written and not yet replaced or deleted at {@code snapshot}. */
  public boolean liveAt(int row, long snapshot) {
    RowChunk chunk = chunks[row >>> shift];
    int index = row & mask();
    return chunk.sequence[index] <= snapshot && chunk.diedAt(index) > snapshot;
  }

  /** Rows appended so far, dead ones included. */
  public int rows() {
    return rows;
  }

  /** The dimension. */
  public int dimension() {
    return dimension;
  }

  /** Bytes from one row to the next. */
  public long stride() {
    return stride;
  }

  /** Rows in one slab of vectors, a power of two. */
  public int slabRows() {
    return 1 << shift;
  }

  /** The vectors of rows {@code slab * slabRows()} and on; zero-padded to the stride. */
  public MemorySegment slab(int slab) {
    return chunks[slab].vectors;
  }

  /**
   * Gives the slabs before {@code slab} back to the pool, if there is one: the vectors in them are
   * not read again. By the thread that owns the memtable alone.
   */
  public void dropSlabsBefore(int slab) {
    if (pool != null) {
      for (; firstSlab < slab; firstSlab++) {
        pool.give(slab(firstSlab));
      }
    }
  }

  /** Sequence that wrote {@code row}. */
  public long sequence(int row) {
    return chunks[row >>> shift].sequence[row & mask()];
  }

  /** Sequence that ended {@code row}, or {@link #LIVE}. */
  public long diedAt(int row) {
    return chunks[row >>> shift].diedAt(row & mask());
  }

  /** UTC milliseconds at which {@code row} expires, or {@link #NEVER}. */
  public long expiresAt(int row) {
    return chunks[row >>> shift].expiresAt[row & mask()];
  }

  /** When the first of its rows expires, or {@link #NEVER}; dead rows count. */
  public long earliestExpiry() {
    return earliestExpiry;
  }

  /** Whether {@code row} lives at {@code snapshot} and has not expired at {@code now}. */
  public boolean visibleAt(int row, long snapshot, long now) {
    return liveAt(row, snapshot) && (earliestExpiry > now || expiresAt(row) > now);
  }

  /** The id of {@code row}. */
  public VectorId id(int row) {
    return isNumber(row) ? VectorId.of(number(row)) : VectorId.of(idBytes(row));
  }

  /** Whether the id of {@code row} is a number. */
  public boolean isNumber(int row) {
    return chunks[row >>> shift].idLength[row & mask()] == 0;
  }

  /** The number that is the id of {@code row}. */
  public long number(int row) {
    return chunks[row >>> shift].id[row & mask()];
  }

  /** A copy of the bytes that are the id of {@code row}. */
  public byte[] idBytes(int row) {
    RowChunk chunk = chunks[row >>> shift];
    long position = chunk.id[row & mask()];
    int offset = BlobSlabs.offset(position);
    return Arrays.copyOfRange(blobs.slab(position), offset, offset + chunk.idLength[row & mask()]);
  }

  /** Copies the vector of {@code row} into {@code target}. */
  public void copyVector(int row, float[] target) {
    MemorySegment.copy(slab(row >>> shift), FLOAT, (row & mask()) * stride, target, 0, dimension);
  }

  /** Length of the encoded metadata of {@code row}, or -1 where it has none. */
  public int metadataLength(int row) {
    long packed = chunks[row >>> shift].metadata[row & mask()];
    return packed < 0 ? -1 : (int) packed & ((1 << LENGTH_BITS) - 1);
  }

  /**
   * The array that holds the encoded metadata of a {@code row} that has some; not to be changed.
   */
  public byte[] metadataArray(int row) {
    return blobs.slab(chunks[row >>> shift].metadata[row & mask()] >>> LENGTH_BITS);
  }

  /** Where in {@link #metadataArray} it starts. */
  public int metadataOffset(int row) {
    return BlobSlabs.offset(chunks[row >>> shift].metadata[row & mask()] >>> LENGTH_BITS);
  }

  /**
   * Bytes that its rows take, off-heap and on. A chunk of rows and a slab, which are made ahead,
   * may be held besides: counted, they would make a small memtable look full at its first row.
   */
  public long bytes() {
    return rows * (stride + 54) + blobs.bytes() + ids.bytes();
  }

  /** Frees the vectors; the rows must not be read again. Costs a handshake with all threads. */
  @Override
  public void close() {
    dropSlabsBefore(chunks.length);
    if (arena != null) {
      arena.close();
    }
  }

  private final class Ids implements IdTable.Rows {
    @Override
    public boolean hasId(int row, long number) {
      return isNumber(row) && number(row) == number;
    }

    @Override
    public boolean hasId(int row, byte[] bytes) {
      RowChunk chunk = chunks[row >>> shift];
      int index = row & mask();
      if (chunk.idLength[index] != bytes.length) {
        return false;
      }
      long position = chunk.id[index];
      int offset = BlobSlabs.offset(position);
      return Arrays.equals(
          blobs.slab(position), offset, offset + bytes.length, bytes, 0, bytes.length);
    }

    @Override
    public int hash(int row) {
      RowChunk chunk = chunks[row >>> shift];
      int index = row & mask();
      long id = chunk.id[index];
      int length = chunk.idLength[index];
      return length == 0
          ? IdTable.hash(id)
          : IdTable.hash(blobs.slab(id), BlobSlabs.offset(id), length);
    }
  }
}
