package io.iqdb.merge;

import io.iqdb.sealed.LastBlock;
import io.iqdb.segment.PayloadCursor;
import io.iqdb.segment.RowSource;
import io.iqdb.segment.Segment;
import io.iqdb.view.SegmentView;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * The rows of several segments that stay, in the order of their sequences, as the source of one
 * segment. Metadata passes through encoded. Everything that is handed out was compared with the
 * checksums of its file in the course of this merge, so that damage never travels on under a new
 * checksum. Asks its control for leave at every batch. Used by one thread.
 */
public final class MergedRows implements RowSource {
  /** What is compared with its checksums between two batches. */
  private static final int VERIFIED_BYTES = 1 << 20;

  /** Stands for the id, the sequence and what finds them, in the account of bytes. */
  private static final int ROW_BYTES = 24;

  private final List<MergeSource> sources;
  private final MergeControl control;
  private final long stride;
  private final RowRuns runs;
  private final RowRuns.Cursor cursor;
  private final LastBlock[] vectors;
  private final PayloadCursor[] payloads;
  private byte[] metadata = new byte[0];

  /** Rows, and bytes of metadata, that were handed out since the last batch. */
  private int askedRows;

  private long askedBytes;

  private MergedRows(List<MergeSource> sources, RowRuns runs, MergeControl control) {
    this.sources = sources;
    this.runs = runs;
    this.control = control;
    this.cursor = runs.new Cursor();
    this.stride = sources.getFirst().segment().stride();
    this.vectors = new LastBlock[sources.size()];
    Arrays.setAll(vectors, _ -> new LastBlock());
    this.payloads = new PayloadCursor[sources.size()];
  }

  /**
   * Puts the rows of {@code sources} in order, after all that is small in them was verified.
   *
   * @param sources whose segments stay open as long as this is used
   */
  public static MergedRows of(List<MergeSource> sources, MergeControl control) throws IOException {
    for (MergeSource source : sources) {
      Segment segment = source.segment();
      for (long at = 0; at >= 0; at = segment.verifyAnew(at, VERIFIED_BYTES)) {
        control.batch(0);
      }
    }
    return new MergedRows(List.copyOf(sources), RowOrder.of(sources, control), control);
  }

  /** Spares searches the first look at {@code result}, batch by batch as everything else goes. */
  public static void warm(Segment result, MergeControl control) throws IOException {
    for (long at = 0; at >= 0; at = result.warm(at, VERIFIED_BYTES)) {
      control.batch(0);
    }
  }

  /**
   * The rows of this that died while it was written: what to keep of deaths in a source.
   *
   * @param source index of the source
   * @param current the newest view of it
   */
  public RoaringBitmap diedSince(int source, SegmentView current) {
    return runs.mapped(source, sources.get(source).diedSince(current));
  }

  /** The segments that are merged. */
  public List<MergeSource> sources() {
    return sources;
  }

  @Override
  public int rows() {
    return runs.rows();
  }

  @Override
  public long sequence(int row) throws IOException {
    cursor.move(row);
    return sources.get(cursor.source()).view().sequence(cursor.origin(row));
  }

  @Override
  public boolean hasU64Id(int row) throws IOException {
    cursor.move(row);
    return segment().hasU64Id(cursor.origin(row));
  }

  @Override
  public long u64Id(int row) throws IOException {
    asked(0);
    cursor.move(row);
    return segment().u64Id(cursor.origin(row));
  }

  @Override
  public byte[] byteId(int row) throws IOException {
    asked(0);
    cursor.move(row);
    return segment().byteId(cursor.origin(row));
  }

  /** Copies runs whole, as far as they go. */
  @Override
  public void copyVectors(int firstRow, int count, MemorySegment target) throws IOException {
    for (int done = 0; done < count; ) {
      int row = firstRow + done;
      cursor.move(row);
      int run = Math.min(count - done, cursor.left(row));
      MemorySegment part = target.asSlice(done * stride, run * stride);
      segment().copyVectors(cursor.origin(row), run, part, vectors[cursor.source()]);
      done += run;
    }
    control.batch(count * stride);
  }

  @Override
  public byte @Nullable [] metadata(int row) throws IOException {
    cursor.move(row);
    PayloadCursor payload = payload(cursor.source());
    if (payload == null || !payload.move(cursor.origin(row))) {
      asked(0);
      return null;
    }
    int length = payload.length();
    asked(length);
    if (metadata.length != length) {
      metadata = new byte[length];
    }
    System.arraycopy(payload.block(), payload.offset(), metadata, 0, length);
    return metadata;
  }

  private @Nullable PayloadCursor payload(int source) {
    Segment segment = sources.get(source).segment();
    if (payloads[source] == null && segment.hasMetadata()) {
      payloads[source] = new PayloadCursor();
      payloads[source].attach(segment);
    }
    return payloads[source];
  }

  @Override
  public long expiresAt(int row) throws IOException {
    cursor.move(row);
    return segment().expiresAt(cursor.origin(row));
  }

  private Segment segment() {
    return sources.get(cursor.source()).segment();
  }

  /** One more row was asked for something small. */
  private void asked(int bytes) throws IOException {
    askedBytes += bytes;
    if (++askedRows >= MergeControl.BATCH_ROWS || askedBytes >= VERIFIED_BYTES) {
      control.batch(askedBytes + (long) askedRows * ROW_BYTES / 2); // ids are asked for twice
      askedRows = 0;
      askedBytes = 0;
    }
  }
}
