package io.iqdb.segment;

import io.iqdb.format.MalformedException;
import io.iqdb.format.segment.IdCursor;
import io.iqdb.types.VectorId;
import java.io.IOException;

/**
 * Goes over the ids of a segment in their order, rows that are deleted included. Used by one thread
 * at a time, while the segment is open.
 */
public final class SegmentIds {
  private final IdCursor cursor;
  private final SegmentSections sections;

  SegmentIds(IdCursor cursor, SegmentSections sections) {
    this.cursor = cursor;
    this.sections = sections;
  }

  /** Goes in front of the first id above {@code id}. */
  public void seekAfter(VectorId id) throws IOException {
    try {
      switch (id) {
        case VectorId.U64 number -> cursor.seekAfter(number.value());
        case VectorId.Bytes bytes -> cursor.seekAfter(bytes.toArray());
      }
    } catch (MalformedException e) {
      throw sections.damage(sections.ids().entry(), e);
    }
  }

  /** Goes to the next id; whether there is one. */
  public boolean next() throws IOException {
    try {
      return cursor.next();
    } catch (MalformedException e) {
      throw sections.damage(sections.ids().entry(), e);
    }
  }

  /** The id. */
  public VectorId id() throws IOException {
    try {
      return cursor.isNumber() ? VectorId.of(cursor.number()) : VectorId.of(cursor.bytes());
    } catch (MalformedException e) {
      throw sections.damage(sections.ids().entry(), e);
    }
  }

  /** Its row. */
  public int row() throws IOException {
    try {
      return cursor.row();
    } catch (MalformedException e) {
      throw sections.damage(sections.ids().entry(), e);
    }
  }
}
