package io.iqdb.format.manifest;

import static io.iqdb.format.manifest.ManifestSamples.CONFIG;
import static io.iqdb.format.manifest.ManifestSamples.DATA;
import static io.iqdb.format.manifest.ManifestSamples.DATABASE;
import static io.iqdb.format.manifest.ManifestSamples.decode;
import static io.iqdb.format.manifest.ManifestSamples.section;
import static io.iqdb.format.manifest.ManifestSamples.sections;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.error.CorruptFileException;
import io.iqdb.error.InvalidArgumentException;
import io.iqdb.format.SectionKind;
import io.iqdb.types.Bookmark;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

final class ManifestCodecTest {
  @Test
  void sampleRoundTrips() {
    assertEquals(DATA, decode(sections()));
  }

  @Test
  void layoutIsFrozen() {
    Map<SectionKind, ByteBuffer> sections = sections();
    assertEquals("80000000" + "0200" + "0000" + "0000000000000000", hex(sections, "CONFIG"));
    assertEquals("c900000000000000" + "1600000000000000", hex(sections, "COUNTERS"));
    assertEquals(
        "0200000000000000"
            + ("1100000000000000" + "0010000000000000" + "0700000000000000")
            + ("6400000000000000" + "0100000000000000")
            + ("0300000000000000" + "0004000000000000" + "0900000000000000" + "3200000000000000")
            + ("1400000000000000" + "0020000000000000" + "f8ffffffffffffff")
            + ("0100000000000000" + "c800000000000000")
            + "0".repeat(64),
        hex(sections, "SEGMENTS"));
    assertEquals(
        "0200000000000000"
            + ("1200000000000000" + "0500000000000000" + "9600000000000000" + "0004000000000000")
            + ("1500000000000000" + "0600000000000000" + "c900000000000000" + "ffffffffffffffff"),
        hex(sections, "WALS"));
    assertEquals(
        "0200000000000000"
            + ("9600000000000000" + "0800" + "0300" + "00000000")
            + ("6f72646572732d30" + "010203" + "0000000000")
            + ("0000000000000000" + "0600" + "0000" + "00000000")
            + ("c3bc62726967" + "0000"),
        hex(sections, "BOOKMARKS"));
    assertEquals(
        ("0200000000000000" + "6021d9769b010000" + "0200000000000000")
            + ("0060000000000000" + "0040000000000000" + "0010000000000000")
            + ("7000000000000000" + "00a8da769b010000" + "0094357700000000" + "0065cd1d00000000")
            + ("0030000000000000" + "0010000000000000" + "2c01000000000000" + "6400000000000000")
            + ("1100000000000000" + "03000000" + "0800" + "0000")
            + ("0300000000000000" + "0500000000000000" + "0700000000000000" + "6f7074696d697a65")
            + ("6000000000000000" + "a02edc769b010000" + "0100000000000000" + "0000000000000000")
            + ("0010000000000000" + "0000000000000000" + "0900000000000000" + "0000000000000000")
            + ("0000000000000000" + "01000000" + "0500" + "0100" + "1000000000000000")
            + "72c3bc636b000000",
        hex(sections, "MERGES"));
  }

  private static String hex(Map<SectionKind, ByteBuffer> sections, String kind) {
    return HexFormat.of().formatHex(section(sections, SectionKind.valueOf(kind)).array());
  }

  @Provide
  Arbitrary<ManifestData> manifests() {
    Arbitrary<Long> any = Arbitraries.longs();
    Arbitrary<Long> positive = Arbitraries.longs().between(1, 1L << 40);
    Arbitrary<TombstoneEntry> tombstones =
        Combinators.combine(positive, positive.map(l -> l + 128), any)
            .as((generation, length, salt) -> new TombstoneEntry(generation, length, salt, 1));
    Arbitrary<SegmentEntry> segment =
        Combinators.combine(
                positive.map(l -> l + 128),
                any,
                Arbitraries.longs().between(1, Integer.MAX_VALUE),
                positive,
                tombstones.injectNull(0.5))
            .as((length, salt, rows, base, t) -> new SegmentEntry(0, length, salt, rows, base, t));
    Arbitrary<WalEntry> wal =
        Combinators.combine(any, positive, Arbitraries.longs().between(8, 1L << 40))
            .as((salt, first, end) -> new WalEntry(0, salt, first, end % 2 == 0 ? -1 : end * 8));
    Arbitrary<Bookmark> bookmark =
        Combinators.combine(
                Arbitraries.strings()
                    .ofMinLength(1)
                    .ofMaxLength(60)
                    .filter(name -> new String(name.getBytes(UTF_8), UTF_8).equals(name)),
                Arbitraries.bytes().array(byte[].class).ofMaxSize(1024))
            .as(Bookmark::of);
    return Combinators.combine(
            segment.list().ofMaxSize(20),
            wal.list().ofMaxSize(5),
            bookmark.list().ofMaxSize(20).uniqueElements(Bookmark::name))
        .as(ManifestCodecTest::numbered);
  }

  private static ManifestData numbered(
      List<SegmentEntry> segments, List<WalEntry> wals, List<Bookmark> bookmarks) {
    long number = 0;
    List<SegmentEntry> numberedSegments = new ArrayList<>();
    for (SegmentEntry s : segments) {
      numberedSegments.add(
          new SegmentEntry(
              ++number, s.length(), s.salt(), s.rows(), s.baseSequence(), s.tombstones()));
    }
    List<WalEntry> numberedWals = new ArrayList<>();
    for (WalEntry w : wals) {
      numberedWals.add(new WalEntry(++number, w.salt(), w.firstSequence(), w.sealedLength()));
    }
    List<BookmarkEntry> entries =
        bookmarks.stream().map(bookmark -> new BookmarkEntry(bookmark, 77)).toList();
    return new ManifestData(
        42,
        DATABASE,
        CONFIG,
        numberedSegments,
        numberedWals,
        entries,
        1L << 50,
        number + 1,
        number % 2 == 0 ? DATA.merges() : MergeLog.NONE);
  }

  @Property(tries = 200)
  void anyManifestRoundTrips(@ForAll("manifests") ManifestData data) {
    assertEquals(data, decode(ManifestCodec.encode(data)));
  }

  @Test
  void everyBitFlipIsDetectedOrMeansSomethingElse() {
    for (SectionKind kind : sections().keySet()) {
      int bits = section(sections(), kind).remaining() * 8;
      for (int bit = 0; bit < bits; bit++) {
        Map<SectionKind, ByteBuffer> damaged = sections();
        ByteBuffer bytes = section(damaged, kind);
        bytes.put(bit / 8, (byte) (bytes.get(bit / 8) ^ (1 << (bit % 8))));
        try {
          assertNotEquals(DATA, decode(damaged), kind + " bit " + bit);
        } catch (CorruptFileException detected) {
          assertEquals("manifest-000042", detected.file());
        }
      }
    }
  }

  @Test
  void everyTruncationAndExtensionIsDetected() {
    for (SectionKind kind : sections().keySet()) {
      int length = section(sections(), kind).remaining();
      for (int cut = 0; cut < length; cut++) {
        Map<SectionKind, ByteBuffer> damaged = sections();
        section(damaged, kind).limit(cut);
        CorruptFileException damage =
            assertThrows(CorruptFileException.class, () -> decode(damaged), kind + " at " + cut);
        assertEquals(kind.name(), damage.section());
      }
      Map<SectionKind, ByteBuffer> longer = sections();
      longer.put(kind, ByteBuffer.allocate(length + 8).put(section(longer, kind)).rewind());
      assertThrows(CorruptFileException.class, () -> decode(longer), kind + " extended");
    }
  }

  @Test
  void everySectionIsRequired() {
    for (SectionKind kind : ManifestCodec.SECTIONS) {
      Map<SectionKind, ByteBuffer> damaged = sections();
      damaged.remove(kind);
      assertThrows(CorruptFileException.class, () -> decode(damaged));
    }
  }

  @Test
  void hostileFieldsAreDetectedOrMeanSomethingElse() {
    long[] values = {0, 1, -1, 2, 7, 1L << 16, 1L << 31, 1L << 40, Long.MAX_VALUE, 1L << 63};
    for (SectionKind kind : sections().keySet()) {
      int length = section(sections(), kind).remaining();
      for (int field = 0; field + 8 <= length; field += 4) {
        for (long value : values) {
          Map<SectionKind, ByteBuffer> hostile = sections();
          section(hostile, kind).putLong(field, value);
          try {
            decode(hostile).merges().records();
          } catch (CorruptFileException detected) {
            assertTrue(detected.offset() >= 0, "offset " + detected.offset());
          }
        }
      }
    }
  }

  @Test
  void hostileCountsAreRefusedBeforeAllocation() {
    for (SectionKind kind :
        List.of(
            SectionKind.SEGMENTS, SectionKind.WALS, SectionKind.BOOKMARKS, SectionKind.MERGES)) {
      for (int count : new int[] {3, 1024, 65_537, Integer.MAX_VALUE, -1}) {
        Map<SectionKind, ByteBuffer> hostile = sections();
        section(hostile, kind).putInt(0, count);
        CorruptFileException refused =
            assertThrows(CorruptFileException.class, () -> decode(hostile));
        assertEquals(kind.name(), refused.section());
      }
    }
  }

  @Test
  void offsetOfDamageIsThatInTheFile() {
    Map<SectionKind, ByteBuffer> damaged = sections();
    section(damaged, SectionKind.CONFIG).putShort(4, (short) 99);
    CorruptFileException damage = assertThrows(CorruptFileException.class, () -> decode(damaged));
    assertEquals(64 + 4, damage.offset());
  }

  @Test
  void contradictionsAreRefused() {
    SegmentEntry first = DATA.segments().get(0);
    SegmentEntry second = DATA.segments().get(1);
    BookmarkEntry bookmark = DATA.bookmarks().get(0);
    WalEntry wal = DATA.wals().get(0);
    refuse(List.of(first, first), List.of(), List.of(), 201, 22);
    refuse(List.of(second, first), List.of(), List.of(), 201, 22);
    refuse(List.of(first), List.of(), List.of(), 100, 22); // sequences 1 to 100
    refuse(List.of(first), List.of(), List.of(), 201, 17);
    refuse(List.of(), List.of(wal, wal), List.of(), 201, 22);
    refuse(List.of(), List.of(wal), List.of(), 201, 18);
    refuse(List.of(), List.of(), List.of(bookmark, bookmark), 201, 22);
    refuse(List.of(), List.of(), List.of(bookmark), 150, 22);
    refuse(List.of(), List.of(), List.of(), -1, 22);
    refuse(List.of(), List.of(), List.of(), 201, -1);
  }

  private static void refuse(
      List<SegmentEntry> segments,
      List<WalEntry> wals,
      List<BookmarkEntry> bookmarks,
      long nextSequence,
      long nextFile) {
    assertThrows(
        InvalidArgumentException.class,
        () ->
            new ManifestData(
                1, DATABASE, CONFIG, segments, wals, bookmarks, nextSequence, nextFile));
  }

  @Test
  void largestManifestStaysBelowItsLimit() {
    int segments = 8 + ManifestData.MAX_SEGMENTS * 72;
    int wals = 8 + ManifestData.MAX_WALS * 32;
    int bookmarks =
        8
            + ManifestData.MAX_BOOKMARKS
                * (16 + Bookmark.MAX_NAME_BYTES + Bookmark.MAX_VALUE_BYTES + 7);
    assertTrue(segments + wals + bookmarks + MergeLog.MAX_BYTES + 65_536 < ManifestCodec.MAX_BYTES);
  }
}
