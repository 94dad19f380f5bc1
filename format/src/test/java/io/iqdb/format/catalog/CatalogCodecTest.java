package io.iqdb.format.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.error.InvalidArgumentException;
import io.iqdb.format.CollectionName;
import io.iqdb.format.MalformedException;
import io.iqdb.format.manifest.StoredConfig;
import io.iqdb.types.DistanceMetric;
import io.iqdb.types.IndexKind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class CatalogCodecTest {
  private static final UUID CATALOG = new UUID(0x1234, 0x5678);
  private static final StoredConfig CONFIG =
      new StoredConfig(128, DistanceMetric.EUCLIDEAN, IndexKind.FLAT);
  static final CatalogData DATA =
      new CatalogData(
          42,
          CATALOG,
          List.of(
              new CollectionEntry(3, "../a", CONFIG),
              new CollectionEntry(
                  17,
                  "\u00fcbrig\u0000",
                  new StoredConfig(1, DistanceMetric.COSINE, IndexKind.FLAT))),
          18);

  static CatalogData decode(ByteBuffer section) {
    return CatalogCodec.decode(42, CATALOG, section);
  }

  private static byte[] bytes() {
    ByteBuffer section = CatalogCodec.encode(DATA);
    byte[] bytes = new byte[section.remaining()];
    section.get(bytes);
    return bytes;
  }

  @Test
  void sampleRoundTrips() {
    assertEquals(DATA, decode(CatalogCodec.encode(DATA)));
    CatalogData empty = new CatalogData(42, CATALOG, List.of(), 1);
    assertEquals(empty, decode(CatalogCodec.encode(empty)));
  }

  @Test
  void layoutIsFrozen() {
    String metric = String.format(java.util.Locale.ROOT, "%02x00", DistanceMetric.COSINE.tag());
    assertEquals(
        "1200000000000000"
            + "0200000000000000"
            + ("0300000000000000" + "80000000" + "0200" + "0000" + "0400" + "000000000000")
            + (HexFormat.of().formatHex("../a".getBytes(UTF_8)) + "00000000")
            + ("1100000000000000" + "01000000" + metric + "0000" + "0700" + "000000000000")
            + (HexFormat.of().formatHex("\u00fcbrig\u0000".getBytes(UTF_8)) + "00"),
        HexFormat.of().formatHex(bytes()));
  }

  @Test
  void everyOtherLengthIsRefused() {
    byte[] bytes = bytes();
    for (int length = 0; length < bytes.length; length++) {
      ByteBuffer cut = ByteBuffer.wrap(bytes, 0, length);
      assertThrows(MalformedException.class, () -> decode(cut), "of " + length + " bytes");
    }
    ByteBuffer longer = ByteBuffer.allocate(bytes.length + 8).put(bytes).rewind();
    assertThrows(MalformedException.class, () -> decode(longer));
  }

  @Test
  void whatNoEncoderWritesIsRefused() {
    List<String> accepted = new ArrayList<>();
    spoil(accepted, "count", 8, 3);
    spoil(accepted, "count", 8, -1);
    spoil(accepted, "zero", 12, 1);
    spoil(accepted, "number", 16, 0);
    spoil(accepted, "number", 16, 17); // twice
    spoil(accepted, "number", 16, 18); // not below the next
    spoil(accepted, "dimension", 24, 0);
    spoil(accepted, "metric", 28, 99);
    spoil(accepted, "name length", 32, 0);
    spoil(accepted, "name length", 32, 9999);
    spoil(accepted, "zero", 36, 1);
    spoil(accepted, "name", 40, 0xFFFFFFFF);
    spoil(accepted, "padding", 44, 1);
    spoil(accepted, "next collection", 0, 17);
    assertEquals(List.of(), accepted);
  }

  private static void spoil(List<String> accepted, String what, int offset, int value) {
    ByteBuffer spoilt = ByteBuffer.wrap(bytes()).order(ByteOrder.LITTLE_ENDIAN);
    spoilt.putInt(offset, value);
    try {
      decode(spoilt);
      accepted.add(what + " " + value);
    } catch (MalformedException typed) {
      assertTrue(typed.offset() >= 0);
    }
  }

  @Test
  void namesAreTextOfALengthAndNotTwice() {
    assertThrows(InvalidArgumentException.class, () -> new CollectionEntry(1, "", CONFIG));
    assertThrows(
        InvalidArgumentException.class, () -> new CollectionEntry(1, "x".repeat(256), CONFIG));
    assertThrows(
        InvalidArgumentException.class, () -> new CollectionEntry(1, "\u00fc".repeat(128), CONFIG));
    assertThrows(InvalidArgumentException.class, () -> new CollectionEntry(1, "\udc00", CONFIG));
    CollectionEntry longest = new CollectionEntry(1, "x".repeat(255), CONFIG);
    CollectionEntry twice = new CollectionEntry(2, longest.name(), CONFIG);
    assertThrows(
        InvalidArgumentException.class,
        () -> new CatalogData(1, CATALOG, List.of(longest, twice), 3));
  }

  @Test
  void directoriesAreNamedByNumbersInOneSpelling() {
    assertEquals("col-000017", new CollectionName(17).toString());
    assertEquals(Optional.of(new CollectionName(17)), CollectionName.parse("col-000017"));
    for (String other :
        List.of(
            "col-17",
            "col-0000017",
            "COL-000017",
            "col-000017/",
            "../col-000017",
            "col-",
            "col-9999999999999999999",
            "col-000017-000001",
            "seg-000017")) {
      assertEquals(Optional.empty(), CollectionName.parse(other), other);
    }
  }
}
