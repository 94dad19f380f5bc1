package io.iqdb;

import io.iqdb.error.InvalidArgumentException;
import io.iqdb.search.RecordWalk;
import io.iqdb.types.VectorId;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A position in one of the orders of a snapshot, as the text that callers carry from page to page:
 * a kind, and behind it the sequence number or the id of the last record seen. It means the same in
 * every snapshot of a database, whatever happened in between.
 */
sealed interface PageToken {
  /** Behind all records up to a sequence number. */
  record AfterSequence(long sequence) implements PageToken {}

  /** Behind all records up to an id, or in front of all where it is null. */
  record AfterId(@Nullable VectorId id) implements PageToken {}

  /** Longest text: that of the longest id. */
  int MAX_LENGTH = (1 + 1024) * 4 / 3 + 4;

  /** The text of this position. */
  default String text() {
    byte[] bytes =
        switch (this) {
          case AfterSequence(long sequence) -> number('s', sequence);
          case AfterId(VectorId.U64(long number)) -> number('n', number);
          case AfterId(VectorId.Bytes id) -> {
            byte[] all = new byte[1 + id.length()];
            all[0] = 'b';
            id.copyInto(all, 1);
            yield all;
          }
          case AfterId(var none) -> new byte[] {'i'};
        };
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static byte[] number(char kind, long number) {
    return ByteBuffer.allocate(1 + Long.BYTES).put((byte) kind).putLong(number).array();
  }

  /**
   * The position that {@code text} stands for.
   *
   * @throws InvalidArgumentException where it is none
   */
  static PageToken parse(String text) {
    byte[] bytes = decode(text);
    int length = bytes.length - 1;
    return switch (length < 0 ? 0 : bytes[0]) {
      case 's' -> new AfterSequence(Math.max(RecordWalk.FROM_START, number(bytes)));
      case 'n' -> new AfterId(VectorId.of(number(bytes)));
      case 'b' -> new AfterId(VectorId.of(Arrays.copyOfRange(bytes, 1, bytes.length)));
      case 'i' -> new AfterId(null);
      default -> throw malformed();
    };
  }

  private static byte[] decode(String text) {
    if (text.length() > MAX_LENGTH) {
      throw malformed();
    }
    try {
      return Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException noBase64) {
      throw malformed();
    }
  }

  private static long number(byte[] bytes) {
    if (bytes.length != 1 + Long.BYTES) {
      throw malformed();
    }
    return ByteBuffer.wrap(bytes).getLong(1);
  }

  private static InvalidArgumentException malformed() {
    return new InvalidArgumentException("the token is none that a page gave");
  }
}
