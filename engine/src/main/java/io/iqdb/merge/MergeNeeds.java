package io.iqdb.merge;

import io.iqdb.segment.Segment;
import io.iqdb.store.NoSpaceException;
import io.iqdb.view.SegmentView;
import java.util.Comparator;
import java.util.List;

/**
 * What a merge needs, estimated before it starts, on the safe side.
 *
 * @param memory bytes of heap and direct memory
 * @param bytesIn size of the segments
 * @param bytesOut size of the result
 * @param rowsIn rows of the segments, dead ones included
 */
public record MergeNeeds(long memory, long bytesIn, long bytesOut, long rowsIn) {
  /** Buffers of the writer, and of the blocks that each segment has in hand. */
  private static final long FIXED = 3L << 20;

  private static final long PER_SEGMENT = 224L << 10;

  /** Sorted numeric ids with their rows, and their bits in the filter. */
  private static final long PER_ROW = 8 + 4 + 2;

  private static final long PER_BYTE_ID = 24;
  private static final long PER_RUN = 16;

  /** Room beside the result: a manifest, a log, tombstones, and being wrong about its size. */
  private static final long LEAST_ROOM = 64L << 10;

  private static final long MOST_ROOM = 64L << 20;

  /** Of a merge of {@code sources}. */
  public static MergeNeeds of(List<SegmentView> sources) {
    long memory = FIXED;
    long bytesIn = 0;
    long bytesOut = 0;
    long rowsIn = 0;
    for (SegmentView view : sources) {
      Segment segment = view.segment().get();
      long rows = segment.rows();
      long live = Math.max(0, view.liveRows());
      memory += PER_SEGMENT + live * PER_ROW + (rows - live) * PER_RUN;
      if (segment.stats().byteIds() > 0) {
        memory += segment.stats().byteIds() * PER_BYTE_ID + segment.idBytes();
      }
      bytesIn += view.entry().length();
      bytesOut += (long) Math.ceil((double) view.entry().length() / rows * live);
      rowsIn += rows;
    }
    if (sources.size() > 1) {
      memory += interleaving(sources);
    }
    return new MergeNeeds(memory, bytesIn, bytesOut, rowsIn);
  }

  /** Runs where segments overlap in sequence: at worst every row of theirs is one. */
  private static long interleaving(List<SegmentView> sources) {
    List<SegmentView> sorted =
        sources.stream().sorted(Comparator.comparingLong(SegmentView::firstSequence)).toList();
    long runs = 0;
    for (int i = 0; i < sorted.size(); i++) {
      SegmentView view = sorted.get(i);
      boolean before = i > 0 && sorted.get(i - 1).lastSequence() >= view.firstSequence();
      boolean behind =
          i + 1 < sorted.size() && sorted.get(i + 1).firstSequence() <= view.lastSequence();
      runs += before || behind ? view.entry().rows() : 1;
    }
    return runs * PER_RUN;
  }

  /**
   * Before anything is written: a merge that has to be given up half way has cost all the same.
   *
   * @param free bytes of the disk
   * @param owed of these, what deletes live on, where the space that is kept for them was given up;
   *     then a merge must leave it to them, and give space back
   * @throws NoSpaceException where there is not enough
   */
  void requireSpace(long free, long owed) throws NoSpaceException {
    if (bytesOut == 0) {
      return; // segments without a live row only go
    }
    if (owed > 0 && bytesOut >= bytesIn) {
      throw new NoSpaceException("the disk is full, and a merge would give no space back");
    }
    long wanted = bytesOut + Math.clamp(bytesOut / 8, LEAST_ROOM, MOST_ROOM) + owed;
    if (free < wanted) {
      throw new NoSpaceException(
          "a merge needs " + wanted + " bytes of the disk, of which " + free + " are free");
    }
  }
}
