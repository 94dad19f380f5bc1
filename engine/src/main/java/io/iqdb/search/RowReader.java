package io.iqdb.search;

import io.iqdb.filter.CompiledFilter;
import io.iqdb.format.codec.MetadataCodec;
import io.iqdb.memtable.Memtable;
import io.iqdb.segment.PayloadCursor;
import io.iqdb.segment.Segment;
import io.iqdb.types.Metadata;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import io.iqdb.view.SegmentView;
import io.iqdb.view.View;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads rows of a view by source and row. Sources number the segments first, then the memtables.
 * Reusable; used by one thread at a time, on a view that it holds.
 */
public final class RowReader {
  private static final byte[] NO_BYTES = {};

  private final PayloadCursor cursor = new PayloadCursor();
  private @Nullable MetadataCodec codec;
  private float[] vector = {};
  private List<SegmentView> segments = List.of();
  private @Nullable View view;

  private byte[] metadataArray = NO_BYTES;
  private int metadataOffset;
  private int metadataLength = -1;

  /** On no view. */
  public RowReader() {}

  /** Goes to a view that the caller holds until {@link #detach}. */
  public void attach(View next) {
    view = next;
    segments = next.segments();
  }

  /** Lets go of the view; buffers stay. */
  public void detach() {
    cursor.detach();
    view = null;
    segments = List.of();
    metadataArray = NO_BYTES;
  }

  private Memtable memtable(int source) {
    View attached = view;
    if (attached == null) {
      throw new IllegalStateException("the reader is on no view");
    }
    return attached.memtables().get(source - segments.size()).get();
  }

  private Segment segment(int source) {
    return segments.get(source).segment().get();
  }

  /** The id of a row. */
  public VectorId id(int source, int row) throws IOException {
    return source < segments.size() ? segment(source).id(row) : memtable(source).id(row);
  }

  /** Sequence that wrote a row. */
  public long sequence(int source, int row) throws IOException {
    return source < segments.size()
        ? segments.get(source).sequence(row)
        : memtable(source).sequence(row);
  }

  /** A copy of the vector of a row. */
  public Vector vector(int source, int row) throws IOException {
    int dimension =
        source < segments.size() ? segment(source).dimension() : memtable(source).dimension();
    if (vector.length != dimension) {
      vector = new float[dimension];
    }
    if (source < segments.size()) {
      segment(source).copyVector(row, vector, 0);
    } else {
      memtable(source).copyVector(row, vector);
    }
    return Vector.of(vector);
  }

  /** The metadata of a row, or null where it has none. */
  public @Nullable Metadata metadata(int source, int row) throws IOException {
    if (source < segments.size()) {
      cursor.attach(segment(source));
      return cursor.move(row) ? cursor.metadata() : null;
    }
    locateMetadata(source, row);
    if (metadataLength < 0) {
      return null;
    }
    if (codec == null) {
      codec = new MetadataCodec();
    }
    return codec.decode(metadataArray, metadataOffset, metadataLength);
  }

  /**
   * Finds the encoded metadata of a row, for {@link #metadataArray} and the two beside it.
   * Allocates nothing.
   */
  void locateMetadata(int source, int row) throws IOException {
    if (source < segments.size()) {
      cursor.attach(segment(source));
      cursor.move(row);
      metadataArray = cursor.block();
      metadataOffset = cursor.offset();
      metadataLength = cursor.length();
    } else {
      Memtable memtable = memtable(source);
      metadataLength = memtable.metadataLength(row);
      metadataArray = metadataLength < 0 ? NO_BYTES : memtable.metadataArray(row);
      metadataOffset = metadataLength < 0 ? 0 : memtable.metadataOffset(row);
    }
  }

  /** Whether the metadata of a row matches {@code filter}. */
  boolean matches(CompiledFilter filter, int source, int row) throws IOException {
    locateMetadata(source, row);
    return filter.matches(metadataArray, metadataOffset, metadataLength);
  }

  /** When a row expires, or {@link VectorRecord#NEVER}. */
  public long expiresAt(int source, int row) throws IOException {
    return source < segments.size()
        ? segment(source).expiresAt(row)
        : memtable(source).expiresAt(row);
  }

  /** The whole record. */
  public VectorRecord record(int source, int row) throws IOException {
    return new VectorRecord(
        id(source, row), vector(source, row), metadata(source, row), expiresAt(source, row));
  }
}
