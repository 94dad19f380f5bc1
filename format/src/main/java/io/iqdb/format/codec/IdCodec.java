package io.iqdb.format.codec;

import io.iqdb.error.LimitExceededException;
import io.iqdb.format.MalformedException;
import io.iqdb.policy.Limits;
import io.iqdb.types.VectorId;

/** Ids to bytes and back ({@code spec/FORMAT.md}, encodings). Any thread may use it. */
public final class IdCodec {
  private static final int NUMBER = 0;
  private static final int BYTES = 1;

  private IdCodec() {}

  /**
   * Appends {@code id}; nothing is written where it throws.
   *
   * @throws LimitExceededException where it is longer than allowed
   */
  public static void write(VectorId id, Limits limits, EncodeBuffer target) {
    switch (id) {
      case VectorId.U64 number -> {
        target.u8(NUMBER);
        target.i64(number.value());
      }
      case VectorId.Bytes bytes -> {
        if (bytes.length() > limits.idBytes()) {
          throw new LimitExceededException(
              "id of " + bytes.length() + " bytes, the limit is " + limits.idBytes());
        }
        target.u8(BYTES);
        target.varint(bytes.length());
        target.id(bytes);
      }
    }
  }

  /**
   * Reads an id.
   *
   * @throws MalformedException where there is none
   */
  public static VectorId read(DecodeBuffer source) {
    int at = source.position();
    int tag = source.u8();
    return switch (tag) {
      case NUMBER -> VectorId.of(source.i64());
      case BYTES -> {
        int length = source.varint(Limits.MAX.idBytes(), "length of an id");
        if (length == 0) {
          throw new MalformedException("an id of at least 1 byte", "none", at);
        }
        yield VectorId.of(source.raw(length));
      }
      default -> throw new MalformedException("an id tag of 0 or 1", Integer.toString(tag), at);
    };
  }
}
