package io.iqdb.store.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.format.CollectionName;
import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import io.iqdb.store.Output;
import io.iqdb.store.sim.Fault.Errno;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CrashStatesTest {
  private static final FileName TEMPORARY = FileName.temporary(1);
  private static final FileName SEGMENT = FileName.of(FileKind.SEGMENT, 1);
  private static final FileName WAL = FileName.of(FileKind.WAL, 2);

  private final SimDirectory disk = SimDirectory.empty();

  private Set<String> states(CrashModel model) {
    Set<String> states = new TreeSet<>();
    long count =
        CrashStates.forEach(
            disk.log(), model, Bounds.DEFAULT, image -> assertTrue(states.add(spell(image))));
    assertEquals(states.size(), count);
    return states;
  }

  private static String spell(SimImage image) {
    return image.files().entrySet().stream()
        .map(file -> file.getKey().kind().prefix() + Arrays.toString(file.getValue().toBytes()))
        .collect(Collectors.joining(" "));
  }

  private static ByteBuffer bytes(int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length);
    for (int value : values) {
      bytes.put((byte) value);
    }
    return bytes.flip();
  }

  @Test
  void killedProcessLeavesEachPrefix() throws IOException {
    try (Output output = disk.create(WAL, 0)) {
      output.write(bytes(1));
      output.write(bytes(2));
    }
    assertEquals(Set.of("", "wal[]", "wal[1]", "wal[1, 2]"), states(CrashModel.PREFIX));
  }

  @Test
  void unsyncedWritesAreLostTornOrMissing() throws IOException {
    try (Output output = disk.create(WAL, 0)) {
      output.write(bytes(1, 1));
      output.write(bytes(2, 2));
    }
    Set<String> states = states(CrashModel.ORDERED);
    Set<String> expected =
        Set.of(
            "",
            "wal[]",
            "wal[1, 1]",
            "wal[1]",
            "wal[0, 0]",
            "wal[0, 1]",
            "wal[1, 1, 2, 2]",
            "wal[1, 1, 2]",
            "wal[1, 1, 0, 0]",
            "wal[1, 1, 0, 2]",
            "wal[0, 0, 2, 2]");
    assertTrue(states.containsAll(expected), states::toString);
    states.removeAll(expected);
    assertEquals(2, states.size(), "one garbage for each write: " + states);
  }

  @Test
  void syncedBytesAndNamesStay() throws IOException {
    try (Output output = disk.create(WAL, 0)) {
      output.write(bytes(1));
      output.sync();
      disk.syncNames();
    }
    int end = disk.log().size();
    CrashStates.walk(
        disk.log(),
        CrashModel.WEAK,
        Bounds.DEFAULT,
        new CrashStates.Visitor() {
          @Override
          public boolean wants(int prefix, Hash128 hash) {
            return prefix == end;
          }

          @Override
          public void visit(int prefix, SimImage image) {
            assertEquals("wal[1]", spell(image));
          }
        });
  }

  @Test
  void syncCoversOnlyWhatWasWrittenBeforeItBegan() {
    OperationLog log = new OperationLog(SimImage.EMPTY);
    log.append(new Op.Create(SimName.of(WAL), 0));
    log.append(new Op.SyncNames(SimName.ROOT, 1));
    log.append(new Op.Write(SimName.of(WAL), 0, 0, 1, bytes(1)));
    log.append(new Op.Write(SimName.of(WAL), 0, 1, 1, bytes(2)));
    log.append(new Op.Sync(SimName.of(WAL), 0, 3));
    Set<String> atEnd = new HashSet<>();
    CrashStates.walk(
        log,
        CrashModel.ORDERED,
        Bounds.DEFAULT,
        new CrashStates.Visitor() {
          @Override
          public boolean wants(int prefix, Hash128 hash) {
            return prefix == 5;
          }

          @Override
          public void visit(int prefix, SimImage image) {
            atEnd.add(spell(image));
          }
        });
    assertTrue(atEnd.containsAll(Set.of("wal[1]", "wal[1, 2]", "wal[1, 0]")), atEnd::toString);
    assertTrue(atEnd.stream().allMatch(state -> state.startsWith("wal[1")), atEnd::toString);
  }

  @Test
  void publicationMayBeHalfDone() throws IOException {
    disk.create(TEMPORARY, 0).close();
    disk.syncNames();
    disk.publish(TEMPORARY, SEGMENT);
    assertEquals(Set.of("", "tmp[]", "seg[]", "seg[] tmp[]"), states(CrashModel.ORDERED));
    SimDirectory named = SimDirectory.of(disk.image());
    named.delete(SEGMENT);
    named.create(WAL, 0).close();
    Set<Set<FileName>> ordered = new HashSet<>();
    CrashStates.forEach(
        named.log(),
        CrashModel.ORDERED,
        Bounds.DEFAULT,
        image -> ordered.add(image.files().keySet()));
    assertFalse(ordered.contains(Set.of(SEGMENT, WAL)));
    Set<Set<FileName>> weak = new HashSet<>();
    CrashStates.forEach(
        named.log(), CrashModel.WEAK, Bounds.DEFAULT, image -> weak.add(image.files().keySet()));
    assertTrue(weak.contains(Set.of(SEGMENT, WAL)));
  }

  @Test
  void weakNamesAreAllSubsetsWithinTheBound() throws IOException {
    for (int number = 1; number <= 6; number++) {
      disk.create(FileName.temporary(number), 0).close();
    }
    assertEquals(64, weakNames().size());
    disk.create(FileName.temporary(7), 0).close();
    Set<Set<FileName>> names = weakNames();
    assertTrue(names.contains(Set.of(FileName.temporary(7))));
    assertTrue(names.stream().anyMatch(some -> some.size() == 6 && !some.contains(TEMPORARY)));
    assertTrue(names.size() < 128);
  }

  private Set<Set<FileName>> weakNames() {
    Set<Set<FileName>> names = new HashSet<>();
    CrashStates.forEach(
        disk.log(), CrashModel.WEAK, Bounds.DEFAULT, image -> names.add(image.files().keySet()));
    return names;
  }

  @Test
  void failedSyncIsMadeGoodByNoLaterOne() throws IOException {
    disk.inject(FaultPlan.once(Set.of(Call.SYNC), 1, Fault.fail(Errno.EIO)));
    try (Output output = disk.create(WAL, 0)) {
      disk.syncNames();
      output.write(bytes(1, 1));
      assertThrows(IOException.class, output::sync);
      output.write(bytes(2));
      output.sync();
    }
    assertEquals("wal[1, 1, 2]", spell(disk.image()));
    assertTrue(states(CrashModel.ORDERED).contains("wal[0, 0, 2]"));
  }

  @Test
  void largeWriteIsTornAtASector() throws IOException {
    byte[] ones = new byte[3000];
    Arrays.fill(ones, (byte) 1);
    try (Output output = disk.create(WAL, 0)) {
      output.write(ByteBuffer.wrap(ones));
    }
    for (int grain : List.of(512, 1024)) {
      Set<Long> lengths = new HashSet<>();
      CrashStates.forEach(
          disk.log(),
          CrashModel.ORDERED,
          Bounds.DEFAULT.withGrain(grain),
          image -> image.files().values().forEach(content -> lengths.add(content.length())));
      assertEquals(Set.of(0L, 1500L / grain * grain, 3000L), lengths);
    }
  }

  @Test
  void imageIsFoundAgainByItsId() throws IOException {
    try (Output output = disk.create(WAL, 0)) {
      output.write(bytes(1, 2));
      output.write(bytes(3, 4));
    }
    CrashStates.forEach(
        disk.log(),
        CrashModel.WEAK,
        Bounds.DEFAULT,
        image -> {
          SimImage again =
              CrashStates.image(disk.log(), CrashModel.WEAK, Bounds.DEFAULT, image.id());
          assertEquals(image.hash(), again.hash());
          assertEquals(image.describe(), again.describe());
        });
  }

  @Test
  void tooManyCombinationsAreSampledAndCounted() throws IOException {
    try (Output first = disk.create(TEMPORARY, 0);
        Output second = disk.create(WAL, 0)) {
      for (int write = 1; write <= 8; write++) {
        first.write(bytes(write));
        second.write(bytes(write));
      }
    }
    int bounded =
        CrashStates.walk(
            disk.log(), CrashModel.ORDERED, Bounds.DEFAULT.withCombinations(50), everything());
    assertTrue(bounded > 0);
    assertEquals(
        0,
        CrashStates.walk(
            disk.log(), CrashModel.ORDERED, Bounds.DEFAULT.withCombinations(5000), everything()));
  }

  private static CrashStates.Visitor everything() {
    return new CrashStates.Visitor() {
      @Override
      public boolean wants(int prefix, Hash128 hash) {
        return true;
      }

      @Override
      public void visit(int prefix, SimImage image) {
        assertFalse(image.id().isEmpty());
      }
    };
  }

  @Test
  void hashOfAnImageIsThatOfItsFiles() throws IOException {
    try (Output output = disk.create(WAL, 0)) {
      output.write(bytes(1, 2));
    }
    HashSet128 offered = new HashSet128();
    CrashStates.walk(
        disk.log(),
        CrashModel.WEAK,
        Bounds.DEFAULT,
        new CrashStates.Visitor() {
          @Override
          public boolean wants(int prefix, Hash128 hash) {
            return offered.add(hash);
          }

          @Override
          public void visit(int prefix, SimImage image) {
            assertFalse(offered.add(image.hash()));
          }
        });
  }

  @Test
  void whatStandsInAFolderIsLostWithItsName() throws IOException {
    SimDirectory child = disk.createChild(new CollectionName(1));
    try (Output output = child.create(WAL, 0)) {
      output.write(bytes(1));
      output.sync();
    }
    child.syncNames();
    Set<Set<SimName>> before = new HashSet<>();
    CrashStates.forEach(
        disk.log(), CrashModel.WEAK, Bounds.DEFAULT, image -> before.add(image.all().keySet()));
    assertTrue(before.contains(Set.of()), before::toString);
    disk.syncNames();
    int synced = disk.log().size();
    Set<Set<SimName>> after = new HashSet<>();
    CrashStates.walk(
        disk.log(),
        CrashModel.WEAK,
        Bounds.DEFAULT,
        new CrashStates.Visitor() {
          @Override
          public boolean wants(int prefix, Hash128 hash) {
            return prefix == synced;
          }

          @Override
          public void visit(int prefix, SimImage image) {
            after.add(image.all().keySet());
          }
        });
    assertEquals(
        Set.of(Set.of(SimName.folder(1), new SimName(1, WAL))), after, "name and content synced");
    assertEquals(
        Set.of(WAL), SimDirectory.of(disk.image()).openChild(new CollectionName(1)).list());
  }
}
