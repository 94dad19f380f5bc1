package io.iqdb.format.manifest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.error.CorruptFileException;
import io.iqdb.format.FilePart;
import io.iqdb.format.MalformedException;
import io.iqdb.format.SectionKind;
import io.iqdb.policy.MergeRecord;
import io.iqdb.policy.MergeRecord.Outcome;
import io.iqdb.policy.MergeSpec;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

final class MergeLogTest {
  private static final FilePart PART = new FilePart(ManifestSamples.NAME, "MERGES");
  private static final int HEAD = 48;

  private static MergeRecord merge(List<Long> segments, String rule, long started) {
    return new MergeRecord(
        new MergeSpec(segments, rule, true),
        segments.size(),
        Outcome.DONE,
        started,
        5,
        1,
        100,
        80,
        10,
        8,
        99,
        null);
  }

  private static MergeLog stored(MergeLog log) {
    return MergeLog.of(log.encode(), PART, 64);
  }

  @Provide
  Arbitrary<List<MergeRecord>> merges() {
    Arbitrary<Long> amount = Arbitraries.longs().between(0, Long.MAX_VALUE / 1000);
    Arbitrary<String> rule =
        Arbitraries.strings()
            .ofMinLength(1)
            .ofMaxLength(MergeSpec.MAX_RULE_CHARACTERS)
            .filter(
                text -> !text.isBlank() && new String(text.getBytes(UTF_8), UTF_8).equals(text));
    Arbitrary<MergeSpec> spec =
        Combinators.combine(
                Arbitraries.longs()
                    .between(0, 1L << 50)
                    .list()
                    .uniqueElements()
                    .ofMinSize(1)
                    .ofMaxSize(MergeRecord.MOST_NUMBERS),
                rule,
                Arbitraries.of(true, false))
            .as(MergeSpec::new);
    return Combinators.combine(spec, amount.list().ofSize(8))
        .as((what, n) ->
            new MergeRecord(
                what,
                what.segments().size(),
                Outcome.DONE,
                n.get(0),
                n.get(1),
                n.get(2),
                n.get(3),
                n.get(4),
                n.get(5),
                n.get(6),
                n.get(7) >> 8,
                null))
        .list()
        .ofMaxSize(80);
  }

  @Property(tries = 50)
  void whatWasMergedIsReadBack(@ForAll("merges") List<MergeRecord> merges) {
    MergeLog log = MergeLog.NONE;
    long in = 0;
    long out = 0;
    for (MergeRecord merge : merges) {
      log = stored(log.next(7, merge, 3));
      in += merge.bytesIn();
      out += merge.bytesOut();
    }
    int dropped = Math.max(0, merges.size() - MergeLog.KEPT);
    assertEquals(merges.subList(dropped, merges.size()), log.records());
    long since = merges.isEmpty() ? 0 : 3;
    assertEquals(
        new MergeLog.Totals(since, merges.size(), 7L * merges.size(), in, out), log.totals());
  }

  @Test
  void nothingIsNoSection() {
    assertTrue(MergeLog.NONE.isEmpty());
    assertEquals(List.of(), MergeLog.NONE.records());
    assertSame(MergeLog.NONE, MergeLog.NONE.next(0, null, 5));
    assertEquals(
        ManifestCodec.SECTIONS.size(),
        ManifestCodec.encode(
                new ManifestData(
                    1,
                    ManifestSamples.DATABASE,
                    ManifestSamples.CONFIG,
                    List.of(),
                    List.of(),
                    List.of(),
                    1,
                    1))
            .size());
  }

  @Test
  void theOldestGoWhereThereAreTooManyAndTotalsStay() {
    MergeLog log = MergeLog.NONE;
    for (int i = 0; i < 3 * MergeLog.KEPT; i++) {
      log = log.next(1, merge(List.of((long) i), "rule " + "x".repeat(i % 50), i), 1000 + i);
    }
    List<MergeRecord> kept = stored(log).records();
    assertEquals(MergeLog.KEPT, kept.size());
    assertEquals(2L * MergeLog.KEPT, kept.getFirst().startedMillis());
    assertEquals(3L * MergeLog.KEPT - 1, kept.getLast().startedMillis());
    assertEquals(new MergeLog.Totals(1000, 192, 192, 19_200, 15_360), log.totals());
  }

  @Test
  void theLongestLinesFit() {
    List<Long> many = LongStream.range(0, 1000).boxed().toList();
    MergeLog log = MergeLog.NONE;
    for (int i = 0; i < 2 * MergeLog.KEPT; i++) {
      log = stored(log.next(0, merge(many, "\u20ac".repeat(64), i), 0));
    }
    assertEquals(MergeLog.MAX_BYTES, log.encode().remaining());
  }

  @Test
  void ofVeryManySegmentsTheFirstAreNamedAndAllCounted() {
    List<Long> many = LongStream.range(0, 1000).boxed().toList();
    MergeRecord read =
        stored(MergeLog.NONE.next(0, merge(many, "optimize", 1), 0)).records().get(0);
    assertEquals(1000, read.segments());
    assertEquals(many.subList(0, MergeRecord.MOST_NUMBERS), read.spec().segments());
  }

  @Test
  void timesBefore1970AreThatTime() {
    MergeLog log = MergeLog.NONE.next(1, merge(List.of(1L), "tier", -5), -6);
    assertEquals(0, log.totals().sinceMillis());
    assertEquals(0, log.records().getFirst().startedMillis());
  }

  @Test
  void sumsStayAtTheLargestNumber() {
    MergeLog log = MergeLog.NONE.next(Long.MAX_VALUE, null, 0).next(Long.MAX_VALUE, null, 0);
    assertEquals(Long.MAX_VALUE, stored(log).totals().bytesAdded());
  }

  private static void refuseAtOpening(ByteBuffer section) {
    assertThrows(MalformedException.class, () -> MergeLog.of(section, PART, 64));
  }

  private static void refuseWhenRead(ByteBuffer section, int offset) {
    MergeLog log = MergeLog.of(section, PART, 64);
    CorruptFileException damage = assertThrows(CorruptFileException.class, log::records);
    assertEquals("manifest-000042", damage.file());
    assertEquals("MERGES", damage.section());
    assertEquals(64 + offset, damage.offset());
    assertEquals(MergeLog.KEPT, filled(log).records().size()); // what is wrong goes in the end
  }

  /** With so many merges behind that none is left of those before. */
  private static MergeLog filled(MergeLog log) {
    MergeLog next = log;
    for (int i = 0; i < MergeLog.KEPT; i++) {
      next = next.next(0, merge(List.of(1L), "tier", 1), 0);
    }
    return next;
  }

  @Test
  void linesThatDoNotFitAreRefusedAtOpening() {
    int line = HEAD;
    for (int length : new int[] {0, 8, -8, 113, 104, 120, 536, Integer.MAX_VALUE}) {
      refuseAtOpening(sample().putInt(line, length));
    }
    refuseAtOpening(sample().putInt(0, 1));
    refuseAtOpening(sample().putInt(0, 65));
    refuseAtOpening(sample().putInt(4, 1));
    refuseAtOpening(sample().putLong(8, -1));
    refuseAtOpening(sample().limit(HEAD - 8));
    refuseAtOpening(ByteBuffer.allocate(MergeLog.MAX_BYTES + 8));
  }

  @Test
  void valuesThatNoMergeHasAreRefusedWhenRead() {
    int line = HEAD;
    refuseWhenRead(sample().putInt(line + 4, 1), line + 4);
    for (int field = 8; field <= 64; field += 8) {
      refuseWhenRead(sample().putLong(line + field, -1), line + field);
    }
    refuseWhenRead(sample().putLong(line + 64, Long.MAX_VALUE), line + 64);
    int spec = line + 72;
    refuseWhenRead(sample().putInt(spec, 0), spec);
    refuseWhenRead(sample().putInt(spec, -1), spec);
    refuseWhenRead(sample().putInt(spec, 20), spec);
    refuseWhenRead(sample().putShort(spec + 4, (short) 193), spec + 4);
    refuseWhenRead(sample().putShort(spec + 4, (short) 9), spec);
    refuseWhenRead(sample().putShort(spec + 6, (short) 2), spec + 6);
    refuseWhenRead(sample().putLong(spec + 8, -3), spec + 8);
    refuseWhenRead(sample().putLong(spec + 8, 5), spec); // twice
    refuseWhenRead(sample().put(spec + 32, (byte) 0xff), spec + 32);
    refuseWhenRead(sample().putShort(spec + 4, (short) 7), spec + 39);
    refuseWhenRead(sample().putLong(spec + 32, 0x2020_2020_2020_2020L), spec);
  }

  private static ByteBuffer sample() {
    return ManifestSamples.section(ManifestSamples.sections(), SectionKind.MERGES);
  }
}
