package io.iqdb.types;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.iqdb.error.InvalidArgumentException;
import org.junit.jupiter.api.Test;

final class BookmarkTest {
  @Test
  void halfASurrogatePairIsNoName() {
    assertThrows(InvalidArgumentException.class, () -> Bookmark.of("a\ud800b", new byte[] {1}));
    assertEquals("\ud83d\ude00", Bookmark.of("\ud83d\ude00", new byte[] {1}).name());
  }

  @Test
  void lengthsAreThoseOfTheEncodedName() {
    Bookmark.of("\u00e9".repeat(127), new byte[Bookmark.MAX_VALUE_BYTES]);
    assertThrows(
        InvalidArgumentException.class, () -> Bookmark.of("\u00e9".repeat(128), new byte[0]));
    assertThrows(InvalidArgumentException.class, () -> Bookmark.of("", new byte[0]));
    assertThrows(
        InvalidArgumentException.class,
        () -> Bookmark.of("n", new byte[Bookmark.MAX_VALUE_BYTES + 1]));
  }
}
