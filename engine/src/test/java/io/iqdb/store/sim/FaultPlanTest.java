package io.iqdb.store.sim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import io.iqdb.store.Input;
import io.iqdb.store.Mapping;
import io.iqdb.store.NoSpaceException;
import io.iqdb.store.Output;
import io.iqdb.store.sim.Fault.Errno;
import io.iqdb.store.sim.Fault.Part;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultPlanTest {
  private static final FileName SEGMENT = FileName.of(FileKind.SEGMENT, 1);
  private static final FileName WAL = FileName.of(FileKind.WAL, 2);
  private static final byte[] BYTES = {1, 2, 3, 4, 5, 6};

  private final SimDirectory disk =
      SimDirectory.of(SimImage.of(Map.of(SEGMENT, Content.of(BYTES))), 5);

  @BeforeEach
  void segmentIsThere() throws IOException {
    assertEquals(Set.of(SEGMENT), disk.list());
  }

  private byte[] read() throws IOException {
    try (Input input = disk.open(SEGMENT)) {
      ByteBuffer bytes = ByteBuffer.allocate(BYTES.length);
      input.read(0, bytes);
      return bytes.array();
    }
  }

  @Test
  void onlyTheNthCallFails() throws IOException {
    FaultPlan plan = FaultPlan.once(Set.of(Call.LENGTH), 2, Fault.fail(Errno.EIO));
    disk.inject(plan);
    disk.length(SEGMENT);
    assertEquals(0, plan.fired());
    assertThrows(IOException.class, () -> disk.length(SEGMENT));
    disk.length(SEGMENT);
    assertEquals(1, plan.fired());
  }

  @Test
  void persistentFaultStays() throws IOException {
    disk.inject(FaultPlan.from(Set.of(Call.OPEN, Call.MAP), 2, Fault.fail(Errno.EMFILE)));
    disk.open(SEGMENT).close();
    assertThrows(FileSystemException.class, () -> disk.map(SEGMENT, BYTES.length));
    assertThrows(FileSystemException.class, () -> disk.open(SEGMENT));
    disk.length(SEGMENT);
  }

  @Test
  void plansAddUp() throws IOException {
    disk.inject(
        FaultPlan.once(Set.of(Call.LENGTH), 1, Fault.fail(Errno.EIO))
            .and(FaultPlan.once(Set.of(Call.LIST), 1, Fault.fail(Errno.ENOSPC))));
    assertThrows(IOException.class, () -> disk.length(SEGMENT));
    assertThrows(NoSpaceException.class, disk::list);
    disk.list();
  }

  @Test
  void shortWritesLeaveTheirPart() throws IOException {
    for (Part part : Part.values()) {
      disk.inject(FaultPlan.once(Set.of(Call.WRITE), 1, new Fault.ShortWrite(part, Errno.ENOSPC)));
      try (Output output = disk.create(WAL, 0)) {
        assertThrows(NoSpaceException.class, () -> output.write(ByteBuffer.wrap(BYTES)));
      }
      long expected =
          switch (part) {
            case NOTHING -> 0;
            case ONE_BYTE -> 1;
            case HALF -> 3;
            case ALL_BUT_ONE -> 5;
          };
      assertEquals(expected, disk.length(WAL));
      disk.delete(WAL);
    }
  }

  @Test
  void failedCallHasNoEffectUnlessSaid() throws IOException {
    disk.inject(FaultPlan.once(Set.of(Call.DELETE), 1, Fault.fail(Errno.EACCES)));
    assertThrows(AccessDeniedException.class, () -> disk.delete(SEGMENT));
    assertEquals(Set.of(SEGMENT), disk.list());
    disk.inject(FaultPlan.once(Set.of(Call.DELETE), 1, Fault.failAfterwards(Errno.EIO)));
    assertThrows(IOException.class, () -> disk.delete(SEGMENT));
    assertEquals(Set.of(), disk.list());
  }

  @Test
  void turnedBitIsSeenOnceAndNotStored() throws IOException {
    disk.inject(FaultPlan.once(Set.of(Call.READ), 1, new Fault.FlipBit()));
    byte[] wrong = read();
    int bits = 0;
    for (int at = 0; at < BYTES.length; at++) {
      bits += Integer.bitCount((wrong[at] ^ BYTES[at]) & 0xFF);
    }
    assertEquals(1, bits);
    assertArrayEquals(BYTES, read());
  }

  @Test
  void mappingCanHaveATurnedBit() throws IOException {
    disk.inject(FaultPlan.once(Set.of(Call.MAP), 1, new Fault.FlipBit()));
    try (Mapping mapping = disk.map(SEGMENT, BYTES.length)) {
      assertNotEquals(ByteBuffer.wrap(BYTES), mapping.segment().asByteBuffer());
    }
  }

  @Test
  void vanishedFileIsGoneForGood() throws IOException {
    disk.inject(FaultPlan.once(Set.of(Call.OPEN), 1, new Fault.Vanish()));
    assertThrows(NoSuchFileException.class, () -> disk.open(SEGMENT));
    assertEquals(Set.of(), disk.list());
  }

  @Test
  void deletedFileReappearsAsItWas() throws IOException {
    disk.delete(SEGMENT);
    disk.inject(FaultPlan.once(Set.of(Call.LIST), 1, new Fault.Reappear()));
    assertEquals(Set.of(SEGMENT), disk.list());
    assertArrayEquals(BYTES, read());
  }

  @Test
  void failedSyncLiesToReadersAndIsRemembered() throws IOException {
    disk.inject(FaultPlan.once(Set.of(Call.SYNC), 1, Fault.fail(Errno.EIO)));
    try (Output output = disk.create(WAL, 0)) {
      output.write(ByteBuffer.wrap(BYTES));
      assertThrows(IOException.class, output::sync);
      assertEquals(List.of(), disk.syncedAfterFailure());
      assertEquals(BYTES.length, disk.length(WAL));
      output.sync();
      assertEquals(List.of(WAL.toString()), disk.syncedAfterFailure());
    }
  }

  @Test
  void failedNameSyncIsRememberedToo() throws IOException {
    disk.inject(FaultPlan.once(Set.of(Call.SYNC_NAMES), 1, Fault.fail(Errno.EIO)));
    assertThrows(IOException.class, disk::syncNames);
    assertTrue(disk.syncedAfterFailure().isEmpty());
    disk.syncNames();
    assertEquals(List.of("names"), disk.syncedAfterFailure());
  }

  @Test
  void seedDecidesRandomFaults() {
    assertEquals(randomFailures(1), randomFailures(1));
    assertNotEquals(randomFailures(1), randomFailures(2));
  }

  private List<Integer> randomFailures(long seed) {
    disk.inject(FaultPlan.random(seed, 10, List.of(Fault.fail(Errno.EIO))));
    List<Integer> failed = new ArrayList<>();
    for (int call = 0; call < 200; call++) {
      try {
        disk.length(SEGMENT);
      } catch (IOException e) {
        failed.add(call);
      }
    }
    assertFalse(failed.isEmpty());
    return failed;
  }
}
