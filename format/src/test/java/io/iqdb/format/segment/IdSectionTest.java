package io.iqdb.format.segment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.format.MalformedException;
import io.iqdb.types.VectorId;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class IdSectionTest {
  @Property(tries = 300)
  void everyIdIsFoundInItsRowAndReadBackFromIt(@ForAll("idSets") Set<VectorId> set)
      throws IOException {
    List<VectorId> ids = new ArrayList<>(set);
    IdSection section = new ListedIds(ids).open();
    section.check();
    for (int row = 0; row < ids.size(); row++) {
      assertEquals(row, find(section, ids.get(row)));
      assertEquals(ids.get(row), idOf(section, row));
    }
  }

  @Property(tries = 100)
  void absentIdsAreNotFound(
      @ForAll("idSets") Set<VectorId> present, @ForAll("idSets") Set<VectorId> asked)
      throws IOException {
    IdSection section = new ListedIds(new ArrayList<>(present)).open();
    for (VectorId id : asked) {
      assertEquals(present.contains(id), find(section, id) >= 0);
    }
  }

  @Property(tries = 150)
  void aCursorGoesOverAllIdsInOrderFromAnywhere(
      @ForAll("idSets") Set<VectorId> present, @ForAll("idSets") Set<VectorId> asked)
      throws IOException {
    List<VectorId> ids = new ArrayList<>(present);
    IdSection section = new ListedIds(ids).open();
    List<VectorId> sorted = ids.stream().sorted().toList();
    assertEquals(sorted, rest(section.cursor(), ids));
    List<VectorId> places = new ArrayList<>(asked);
    places.addAll(ids.subList(0, Math.min(20, ids.size())));
    for (VectorId place : places) {
      IdCursor cursor = section.cursor();
      switch (place) {
        case VectorId.U64 number -> cursor.seekAfter(number.value());
        case VectorId.Bytes bytes -> cursor.seekAfter(bytes.toArray());
      }
      assertEquals(
          sorted.stream().filter(id -> id.compareTo(place) > 0).limit(3).toList(),
          rest(cursor, ids).stream().limit(3).toList());
    }
  }

  /** The ids that are still to come, each with its row in {@code ids}. */
  private static List<VectorId> rest(IdCursor cursor, List<VectorId> ids) throws IOException {
    List<VectorId> rest = new ArrayList<>();
    while (cursor.next()) {
      rest.add(cursor.isNumber() ? VectorId.of(cursor.number()) : VectorId.of(cursor.bytes()));
      assertEquals(rest.getLast(), ids.get(cursor.row()));
    }
    assertFalse(cursor.next());
    return rest;
  }

  @Provide
  Arbitrary<Set<VectorId>> idSets() {
    Arbitrary<VectorId> numbers =
        Arbitraries.oneOf(
                Arbitraries.longs(),
                Arbitraries.longs().between(-3, 400),
                Arbitraries.of(0L, 1L, -1L, Long.MIN_VALUE, Long.MAX_VALUE))
            .map(VectorId::of);
    Arbitrary<VectorId> bytes =
        Arbitraries.oneOf(
                Arbitraries.bytes().array(byte[].class).ofMinSize(1).ofMaxSize(40),
                Arbitraries.of((byte) 0, (byte) 1, (byte) -1)
                    .array(byte[].class)
                    .ofMinSize(1)
                    .ofMaxSize(20),
                Arbitraries.bytes().array(byte[].class).ofMinSize(1000).ofMaxSize(1024),
                Arbitraries.integers()
                    .between(0, 99999)
                    .map(i -> ("a-rather-long-shared-prefix/" + i).getBytes(UTF_8)))
            .map(VectorId::of);
    return Arbitraries.of(numbers, bytes, Arbitraries.oneOf(numbers, bytes))
        .flatMap(ids -> ids.set().ofMaxSize(400));
  }

  @Test
  void pagesFillUpAtEveryCountAroundTheirSize() throws IOException {
    for (int rows : new int[] {0, 1, 2, 340, 341, 342, 343, 681, 682, 683, 1023, 10_000}) {
      for (boolean ascending : new boolean[] {true, false}) {
        List<VectorId> ids =
            LongStream.range(0, rows)
                .mapToObj(i -> VectorId.of(ascending ? i * 3 : ~i * 3))
                .toList();
        IdSection section = new ListedIds(ids).open();
        section.check();
        for (int row = 0; row < rows; row++) {
          assertEquals(row, find(section, ids.get(row)));
          assertEquals(-1, section.find(((VectorId.U64) ids.get(row)).value() + 1));
        }
      }
    }
  }

  @Test
  void idsThatDifferInTrailingZerosAloneAreKeptApart() throws IOException {
    List<VectorId> ids = new ArrayList<>();
    for (int length = 1; length <= 100; length++) {
      ids.add(VectorId.of(new byte[length]));
      byte[] marked = new byte[length];
      marked[length - 1] = 1;
      ids.add(VectorId.of(marked));
    }
    IdSection section = new ListedIds(ids).open();
    section.check();
    for (int row = 0; row < ids.size(); row++) {
      assertEquals(row, find(section, ids.get(row)));
    }
  }

  @Test
  void longIdsWithOneLongPrefixAreSortedAndFound() throws IOException {
    List<VectorId> ids = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      byte[] id = new byte[1024];
      Arrays.fill(id, (byte) 'x');
      id[1022] = (byte) ((i * 37) >>> 8);
      id[1023] = (byte) (i * 37);
      ids.add(VectorId.of(id));
    }
    IdSection section = new ListedIds(ids).open();
    section.check();
    for (int row = 0; row < ids.size(); row++) {
      assertEquals(row, find(section, ids.get(row)));
      byte[] shorter = Arrays.copyOf(((VectorId.Bytes) ids.get(row)).toArray(), 1023);
      assertEquals(-1, section.find(shorter, 0, shorter.length));
    }
  }

  @Test
  void bytesInsideALargerArrayAreFound() throws IOException {
    IdSection section = new ListedIds(List.of(VectorId.of("alpha"), VectorId.of("beta"))).open();
    byte[] text = "[alpha beta]".getBytes(UTF_8);
    assertEquals(0, section.find(text, 1, 5));
    assertEquals(1, section.find(text, 7, 4));
    assertEquals(-1, section.find(text, 7, 3));
    byte[] target = new byte[1030];
    assertEquals(4, section.copyBytes(1, target, 6));
    assertArrayEquals("beta".getBytes(UTF_8), Arrays.copyOfRange(target, 6, 10));
  }

  @Test
  void aNumberAndItsBytesAreTwoIds() throws IOException {
    VectorId number = VectorId.of(0x3132333435363738L);
    VectorId bytes = VectorId.of("87654321");
    IdSection section = new ListedIds(List.of(number)).open();
    assertEquals(-1, find(section, bytes));
    IdSection both = new ListedIds(List.of(bytes, number)).open();
    assertEquals(0, find(both, bytes));
    assertEquals(1, find(both, number));
  }

  @Test
  void aSecondRowWithOneIdIsRefused() {
    assertThrows(
        IllegalStateException.class,
        () -> new ListedIds(List.of(VectorId.of(7), VectorId.of(8), VectorId.of(7))).open());
    assertThrows(
        IllegalStateException.class,
        () ->
            new ListedIds(List.of(VectorId.of("ab"), VectorId.of("b"), VectorId.of("ab"))).open());
    VectorId longest = VectorId.of(new byte[1024]);
    assertThrows(
        IllegalStateException.class, () -> new ListedIds(List.of(longest, longest)).open());
  }

  @Test
  void anAbsentIdTouchesTheFilterAloneInNinetyEightOfAHundredCases() throws IOException {
    int count = 20_000;
    Random random = new Random(42);
    List<VectorId> ids = random.longs(count).mapToObj(VectorId::of).toList();
    ListedIds source = new ListedIds(ids);
    MemorySegment bytes = source.section();
    int[] touched = new int[1];
    IdSection section = IdSection.open(bytes, count, (offset, length) -> touched[0]++);
    int passed = 0;
    for (int i = 0; i < count; i++) {
      touched[0] = 0;
      assertEquals(-1, section.find(random.nextLong()));
      passed += touched[0] > 1 ? 1 : 0;
    }
    assertTrue(passed < count * 0.014, passed + " of " + count); // 1.1 % expected, 4 sigma above
  }

  @Test
  void nothingIsReadThatWasNotVerified() throws IOException {
    List<VectorId> ids = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      ids.add(i % 3 == 0 ? VectorId.of("id " + i) : VectorId.of(i * 7919L));
    }
    MemorySegment bytes = new ListedIds(ids).section();
    MemorySegment hidden = MemorySegment.ofArray(new byte[(int) bytes.byteSize()]);
    // what was not announced reads as zeros, and then nothing would be found
    IdSection section =
        IdSection.open(
            hidden,
            ids.size(),
            (offset, length) -> MemorySegment.copy(bytes, offset, hidden, offset, length));
    for (int row = 0; row < ids.size(); row++) {
      assertEquals(row, find(section, ids.get(row)));
      assertEquals(ids.get(row), idOf(section, row));
    }
  }

  @Test
  void oneBitOfTheFilterCannotBeTakenAwayUnnoticed() throws IOException {
    List<VectorId> ids = List.of(VectorId.of(1), VectorId.of(2), VectorId.of("three"));
    byte[] bytes = bytesOf(new ListedIds(ids).section());
    IdLayout layout = IdLayout.read(MemorySegment.ofArray(bytes), 3, Section.Guard.VERIFIED);
    Set<Integer> noticed = new HashSet<>();
    for (int bit = 0; bit < 512; bit++) {
      byte[] changed = bytes.clone();
      int at = (int) layout.filter() + bit / 8;
      changed[at] &= (byte) ~(1 << bit % 8);
      if (changed[at] != bytes[at]) {
        IdSection section =
            IdSection.open(MemorySegment.ofArray(changed), 3, Section.Guard.VERIFIED);
        assertThrows(MalformedException.class, section::check);
        noticed.add(bit);
      }
    }
    assertTrue(noticed.size() > 12, noticed.toString());
  }

  private static final java.nio.charset.Charset UTF_8 = java.nio.charset.StandardCharsets.UTF_8;

  static byte[] bytesOf(MemorySegment segment) {
    return segment.toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
  }

  static int find(IdSection section, VectorId id) throws IOException {
    return switch (id) {
      case VectorId.U64 number -> section.find(number.value());
      case VectorId.Bytes bytes -> section.find(bytes.toArray(), 0, bytes.length());
    };
  }

  static VectorId idOf(IdSection section, int row) throws IOException {
    return section.isNumber(row)
        ? VectorId.of(section.number(row))
        : VectorId.of(section.bytes(row));
  }
}
