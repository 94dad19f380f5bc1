package io.iqdb.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.iqdb.error.CorruptFileException;
import io.iqdb.error.UnsupportedVersionException;
import io.iqdb.format.SectionEntry;
import io.iqdb.format.SectionKind;
import io.iqdb.format.manifest.SegmentEntry;
import io.iqdb.policy.Access;
import io.iqdb.policy.Compression;
import io.iqdb.policy.Verification;
import io.iqdb.sealed.SealedFile;
import io.iqdb.sealed.SealedFileWriter;
import io.iqdb.store.Directory;
import io.iqdb.store.MemoryDirectory;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * R15 for segments: fields take hostile values under right checksums. Only damage may come of it,
 * with memory in bounds; what the readers cannot see the check finds, or nothing depends on it.
 */
class SegmentMutationTest {
  private static final int DIMENSION = 3;
  private static final long[] VALUES = {
    0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 32, 4096
  };
  private static final long MEMORY = 64 << 20;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final Map<SectionKind, byte[]> sections = new EnumMap<>(SectionKind.class);
  private final List<SegmentRow> rows = TestSegments.mixed(24, DIMENSION, 77);
  private SegmentEntry original;

  @BeforeEach
  void writeSegment() throws IOException {
    try (Directory directory = new MemoryDirectory()) {
      original = TestSegments.write(directory, rows, Compression.LZ4);
      try (SealedFile file =
          SealedFile.openUnmapped(directory, TestSegments.NAME, Verification.FULL)) {
        for (SectionEntry section : file.footer().sections()) {
          sections.put(
              SectionKind.of(section.tag()).orElseThrow(),
              file.readSection(section, 1 << 20).array());
        }
      }
    }
    assertEquals(6, sections.size());
  }

  @Test
  void anyFieldMayTakeAnyValueWithoutHarm() throws IOException {
    for (SectionKind kind : List.copyOf(sections.keySet())) {
      byte[] sound = section(kind);
      for (int at = 0; at < sound.length; at += 4) {
        for (int width = 4; width <= 8 && at + width <= sound.length; width += 4) {
          for (long value : VALUES) {
            ByteBuffer bytes = ByteBuffer.wrap(sound.clone()).order(ByteOrder.LITTLE_ENDIAN);
            if (width == 8) {
              bytes.putLong(at, value);
            } else {
              bytes.putInt(at, (int) value);
            }
            if (!java.util.Arrays.equals(bytes.array(), sound)) {
              survive(kind, bytes.array(), kind + " at " + at + ": " + value);
            }
          }
        }
      }
    }
  }

  @Test
  void sectionsMayBeShortenedOrExchangedWithoutHarm() throws IOException {
    for (SectionKind kind : List.copyOf(sections.keySet())) {
      byte[] sound = section(kind);
      for (int length : new int[] {0, 1, 8, 31, sound.length / 2, sound.length - 1}) {
        byte[] shorter = java.util.Arrays.copyOf(sound, length);
        assertFalse(survive(kind, shorter, kind + " of " + length), kind + " of " + length);
      }
      byte[] longer = java.util.Arrays.copyOf(sound, sound.length + 8);
      assertFalse(survive(kind, longer, kind + " longer"), kind + " longer");
      for (SectionKind other : List.copyOf(sections.keySet())) {
        if (other != kind) {
          String what = other + " as " + kind;
          assertFalse(survive(kind, section(other), what), what);
        }
      }
    }
  }

  @Test
  void contentsThatMakeNoSenseAreFoundByTheCheck() throws IOException {
    assertTrue(survive(sections, 1, "unchanged"));
    assertContradiction(SectionKind.VEC, 4, Float.floatToRawIntBits(Float.NaN));
    assertContradiction(SectionKind.VEC, 64 + 8, Float.floatToRawIntBits(-1f / 0f));
    assertContradiction(SectionKind.VEC, DIMENSION * 4, 1); // padding
    assertContradiction(SectionKind.IDS, 132, 7); // a fence
    assertContradiction(SectionKind.SEQ, 16, -1);
    assertContradiction(SectionKind.EXPIRY, 0, 1);
    int payload = section(SectionKind.PAYLOAD).length;
    assertContradiction(SectionKind.PAYLOAD, payload - 8, 1); // sum of lengths
    assertContradiction(SectionKind.PAYLOAD, payload / 2, 0x55555555); // a block
  }

  private void assertContradiction(SectionKind kind, int at, int value) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(section(kind).clone()).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(at, value);
    assertFalse(survive(kind, bytes.array(), kind + " at " + at), kind + " at " + at);
  }

  @Test
  void aMissingSectionIsDamage() throws IOException {
    for (SectionKind missing : List.copyOf(sections.keySet())) {
      Map<SectionKind, byte[]> left = new EnumMap<>(sections);
      left.remove(missing);
      assertFalse(survive(left, 1, "without " + missing), missing.toString());
    }
  }

  @Test
  void aNewerLayoutIsNotRead() throws IOException {
    try (Directory directory = new MemoryDirectory()) {
      SegmentEntry entry = store(directory, sections, 2);
      org.junit.jupiter.api.Assertions.assertThrows(
          UnsupportedVersionException.class, () -> TestSegments.open(directory, entry, DIMENSION));
    }
  }

  private byte[] section(SectionKind kind) {
    return Objects.requireNonNull(sections.get(kind));
  }

  private boolean survive(SectionKind kind, byte[] content, String what) throws IOException {
    Map<SectionKind, byte[]> changed = new EnumMap<>(sections);
    changed.put(kind, content);
    return survive(changed, 1, what);
  }

  /** Opens and reads everything; whether no damage was found on the way. */
  private boolean survive(Map<SectionKind, byte[]> changed, int version, String what)
      throws IOException {
    try (Directory directory = new MemoryDirectory()) {
      SegmentEntry entry = store(directory, changed, version);
      long before = threads.getCurrentThreadAllocatedBytes();
      boolean sound = readAll(directory, entry, what);
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;
      assertTrue(allocated < MEMORY, what + " allocated " + allocated);
      return sound;
    }
  }

  private boolean readAll(Directory directory, SegmentEntry entry, String what) throws IOException {
    try (Segment segment =
        TestSegments.open(directory, entry, DIMENSION, Access.MAPPED, Verification.LAZY)) {
      boolean sound = true;
      PayloadCursor cursor = new PayloadCursor();
      cursor.attach(segment);
      for (int i = 0; i < rows.size(); i++) {
        int row = i;
        sound &= isSound(() -> segment.find(rows.get(row).id()));
        sound &= isSound(() -> segment.id(row));
        sound &= isSound(() -> segment.sequence(row));
        sound &= isSound(() -> segment.expiresAt(row));
        sound &= isSound(() -> cursor.move(row) ? cursor.metadata() : null);
      }
      return TestSegments.check(segment, 3).isEmpty() && sound;
    } catch (CorruptFileException damage) {
      return false;
    } catch (RuntimeException e) {
      throw new AssertionError(what, e);
    }
  }

  private interface Read {
    @org.jspecify.annotations.Nullable
    Object run() throws IOException;
  }

  private static boolean isSound(Read read) throws IOException {
    try {
      read.run();
      return true;
    } catch (CorruptFileException damage) {
      return false;
    }
  }

  private SegmentEntry store(Directory directory, Map<SectionKind, byte[]> contents, int version)
      throws IOException {
    long length;
    try (SealedFileWriter writer =
        SealedFileWriter.create(directory, TestSegments.TEMPORARY, TestSegments.header())) {
      for (Map.Entry<SectionKind, byte[]> section : contents.entrySet()) {
        writer.beginSection(section.getKey(), version, section.getValue().length);
        writer.write(ByteBuffer.wrap(section.getValue()));
      }
      length = writer.finish();
    }
    directory.publish(TestSegments.TEMPORARY, TestSegments.NAME);
    return new SegmentEntry(
        original.number(), length, original.salt(), original.rows(), original.baseSequence(), null);
  }
}
