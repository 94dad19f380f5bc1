package io.iqdb.format.codec;

import io.iqdb.format.MalformedException;
import io.iqdb.policy.Limits;

/** Checks encoded metadata in place; nothing is allocated for what is sound. */
final class MetadataValidator {
  private MetadataValidator() {}

  static void metadata(DecodeBuffer in, int depth) {
    int count = fieldCount(in);
    int previous = -1;
    int previousLength = 0;
    for (int i = 0; i < count; i++) {
      int length = in.length("length of a name");
      int at = in.position();
      requireOrder(in, previous, previousLength, at, length);
      in.skipText(length);
      value(in, depth);
      previous = at;
      previousLength = length;
    }
  }

  private static void value(DecodeBuffer in, int depth) {
    int at = in.position();
    int tag = in.u8();
    switch (tag) {
      case ValueTag.NULL, ValueTag.FALSE, ValueTag.TRUE -> {}
      case ValueTag.INT, ValueTag.REAL -> in.skip(Long.BYTES);
      case ValueTag.TEXT -> in.skipText(in.length("length of a text"));
      case ValueTag.BYTES -> in.skip(in.length("length of bytes"));
      case ValueTag.ARRAY -> {
        int end = open(in, depth);
        int count = elementCount(in);
        for (int i = 0; i < count; i++) {
          value(in, depth + 1);
        }
        requireClosed(in, end);
      }
      case ValueTag.OBJECT -> {
        int end = open(in, depth);
        metadata(in, depth + 1);
        requireClosed(in, end);
      }
      default -> throw unknownTag(tag, at);
    }
  }

  /** A field takes two bytes at least: the length of its name and a tag. */
  static int fieldCount(DecodeBuffer in) {
    int at = in.position();
    int count = in.varint(Integer.MAX_VALUE, "number of fields");
    return fitting(count, in.remaining() / 2, "fields", at);
  }

  /** An element takes one byte at least: its tag. */
  static int elementCount(DecodeBuffer in) {
    int at = in.position();
    int count = in.varint(Integer.MAX_VALUE, "number of elements");
    return fitting(count, in.remaining(), "elements", at);
  }

  /** Names ascend as unsigned bytes, so that none comes twice. */
  static void requireOrder(DecodeBuffer in, int previous, int previousLength, int at, int length) {
    if (previous >= 0 && in.compare(previous, previousLength, at, length) >= 0) {
      throw new MalformedException("names in ascending order", "one that is not above", at);
    }
  }

  /** Reads the length of an array or object; gives where it has to end. */
  static int open(DecodeBuffer in, int depth) {
    int at = in.position();
    if (depth >= Limits.MAX.metadataDepth()) {
      throw new MalformedException(
          "at most " + Limits.MAX.metadataDepth() + " levels", "one more", at);
    }
    int length = in.length("length of an array or object");
    return in.position() + length;
  }

  static void requireClosed(DecodeBuffer in, int end) {
    if (in.position() != end) {
      throw new MalformedException(
          "the end of an array or object at " + end, "its end at " + in.position(), in.position());
    }
  }

  static MalformedException unknownTag(int tag, int at) {
    return new MalformedException("a value tag of 0 to 8", Integer.toString(tag), at);
  }

  private static int fitting(int count, int most, String what, int at) {
    if (count > most) {
      throw new MalformedException("at most " + most + " " + what, Integer.toString(count), at);
    }
    return count;
  }
}
