package io.iqdb.format.codec;

/** The byte in front of an encoded metadata value; frozen. */
final class ValueTag {
  static final int NULL = 0;
  static final int FALSE = 1;
  static final int TRUE = 2;
  static final int INT = 3;
  static final int REAL = 4;
  static final int TEXT = 5;
  static final int BYTES = 6;
  static final int ARRAY = 7;
  static final int OBJECT = 8;

  private ValueTag() {}
}
