package io.iqdb.filter;

import static io.iqdb.filter.EncodedMetadata.OBJECT;

import io.iqdb.format.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Finds the value that a name leads to: the field of that whole name, or else, at a dot of the
 * name, the field of the rest of the name in the object that the part before the dot names. Where
 * several dots lead to a value, the last of them wins. Every object is scanned at most once.
 */
final class FieldPath {
  /** What {@link #find} returns where the field is absent. */
  static final int ABSENT = -1;

  private final byte[] name;

  FieldPath(String name) {
    this.name = name.getBytes(StandardCharsets.UTF_8);
  }

  /** The position of the field's value, or {@link #ABSENT}. */
  int find(byte[] buffer, int position, int end) {
    return find(buffer, position, end, 0, 0);
  }

  /** Looks for the name from its byte {@code from} on, {@code depth} objects inside the record. */
  private int find(byte[] buffer, int position, int end, int from, int depth) {
    long count = EncodedMetadata.varint(buffer, position, end);
    int cursor = EncodedMetadata.next(count);
    int found = ABSENT;
    for (int left = EncodedMetadata.value(count); left > 0; left--) {
      long length = EncodedMetadata.length(buffer, cursor, end);
      int start = EncodedMetadata.next(length);
      int value = start + EncodedMetadata.value(length);
      int same = Arrays.mismatch(buffer, start, value, name, from, name.length);
      if (same < 0) {
        EncodedMetadata.skip(buffer, value, end);
        return value;
      }
      int at = from + same;
      if (start + same < value) {
        // names ascend: behind one that is greater than ours there is neither it nor a part of it
        if (at == name.length || Byte.compareUnsigned(buffer[start + same], name[at]) > 0) {
          return found;
        }
        cursor = EncodedMetadata.skip(buffer, value, end);
        continue;
      }
      cursor = EncodedMetadata.skip(buffer, value, end);
      if (name[at] == '.' && buffer[value] == OBJECT) {
        int inner = findInside(buffer, value, cursor, at + 1, depth);
        found = inner == ABSENT ? found : inner;
      }
    }
    return found;
  }

  private int findInside(byte[] buffer, int object, int end, int from, int depth) {
    if (depth == EncodedMetadata.MAX_DEPTH) {
      throw new MalformedException(
          "at most " + EncodedMetadata.MAX_DEPTH + " levels of objects", "more", object);
    }
    long length = EncodedMetadata.length(buffer, object + 1, end);
    return find(buffer, EncodedMetadata.next(length), end, from, depth + 1);
  }
}
