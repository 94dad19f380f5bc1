package io.iqdb.inspect;

import io.iqdb.format.MalformedException;
import io.iqdb.format.SectionEntry;
import io.iqdb.format.SectionKind;
import io.iqdb.format.tombstone.TombstoneCodec;
import io.iqdb.sealed.SealedFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.roaringbitmap.PeekableIntIterator;
import org.roaringbitmap.RoaringBitmap;

/** Shows which rows a tombstone file deletes. */
final class TombstoneDump {
  private static final int HEAD_BYTES = 16;

  private final SealedFile file;
  private final Extent extent;

  TombstoneDump(SealedFile file, Extent extent) {
    this.file = file;
    this.extent = extent;
  }

  void into(Node node) throws IOException {
    SectionEntry entry = file.require(SectionKind.TOMBSTONES);
    entry.requireVersion(TombstoneCodec.VERSION, file.name());
    ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    if (entry.length() < HEAD_BYTES) {
      throw file.part(entry).damage(entry.offset(), "16 bytes and more", entry.length() + "");
    }
    file.read(entry.offset(), head);
    long rows = head.getLong(0);
    long deleted = head.getLong(Long.BYTES);
    node.put("rows", rows).put("deleted", deleted);
    if (rows < 1 || rows > Integer.MAX_VALUE) {
      throw file.part(entry).damage(entry.offset(), "a count of rows", Long.toString(rows));
    }
    rows(node, decode(entry, (int) rows, deleted));
  }

  private RoaringBitmap decode(SectionEntry entry, int rows, long deleted) throws IOException {
    ByteBuffer section = file.readSection(entry, TombstoneCodec.maxBytes(rows));
    try {
      return TombstoneCodec.decode(section, rows, deleted);
    } catch (MalformedException malformed) {
      throw file.part(entry).damage(entry.offset(), malformed);
    }
  }

  private void rows(Node node, RoaringBitmap bitmap) {
    List<Integer> shown = new ArrayList<>();
    long passed = 0;
    PeekableIntIterator rows = bitmap.getIntIterator();
    while (rows.hasNext() && shown.size() < extent.limit()) {
      int row = rows.next();
      if (passed++ >= extent.skip()) {
        shown.add(row);
      }
    }
    node.putList("deletedRows", shown, bitmap.getLongCardinality() - passed);
  }
}
