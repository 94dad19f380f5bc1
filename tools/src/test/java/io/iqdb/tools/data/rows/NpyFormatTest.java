package io.iqdb.tools.data.rows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.tools.data.DataFileException;
import io.iqdb.tools.data.RecordSource;
import io.iqdb.tools.data.Records;
import io.iqdb.types.Vector;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NpyFormatTest {
  private static final String HEADER =
      "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }          \n";

  @TempDir Path folder;

  @Test
  void allThreeVersionsAreRead() throws IOException {
    for (int version = 1; version <= 3; version++) {
      assertEquals(
          List.of(Vector.of(1, 2, 3), Vector.of(4, 5, 6)),
          read(npy(version, HEADER, floats(1, 2, 3, 4, 5, 6))));
    }
  }

  @Test
  void everyElementTypeIsRead() throws IOException {
    List<Vector> expected = List.of(Vector.of(1, -2));
    assertEquals(expected, read(npy(1, header("<f4", "(1, 2)"), floats(1, -2))));
    ByteBuffer doubles = buffer(16).putDouble(1).putDouble(-2);
    assertEquals(expected, read(npy(1, header("<f8", "(1, 2)"), bytes(doubles))));
    ByteBuffer halves =
        buffer(4).putShort(Float.floatToFloat16(1)).putShort(Float.floatToFloat16(-2));
    assertEquals(expected, read(npy(1, header("<f2", "(1, 2)"), bytes(halves))));
    assertEquals(expected, read(npy(1, header("|i1", "(1, 2)"), new byte[] {1, -2})));
    assertEquals(
        List.of(Vector.of(1, 254)), read(npy(1, header("|u1", "(1, 2)"), new byte[] {1, -2})));
  }

  @Test
  void whatIsNoTableOfNumbersInRowsIsRefused() throws IOException {
    byte[] data = floats(1, 2, 3, 4, 5, 6);
    refused(header("|O", "(2, 3)"), data, "descr");
    refused(header(">f4", "(2, 3)"), data, "descr");
    refused(header("<c8", "(1, 3)"), data, "descr");
    refused(HEADER.replace("False", "True"), data, "fortran_order");
    refused(HEADER.replace("'fortran_order': False, ", ""), data, "fortran_order");
    refused(header("<f4", "(6,)"), data, "two dimensions");
    refused(header("<f4", "(1, 2, 3)"), data, "two dimensions");
    refused(header("<f4", "()"), data, "two dimensions");
    refused(header("<f4", "(2, 0)"), data, "columns");
    refused(header("<f4", "(1, 65537)"), data, "columns");
    refused(header("<f4", "(3, 3)"), data, "3 rows of 12 bytes");
    refused(header("<f4", "(1, 3)"), data, "1 rows of 12 bytes");
    refused(header("<f4", "(999999999999999999, 3)"), data, "rows of 12 bytes");
    refused(header("<f4", "(9999999999999999999999, 3)"), data, "10^18");
    refused("", data, "descr");
    refused("garbage", data, "descr");
  }

  @Test
  void foreignFilesAreRefused() throws IOException {
    assertTrue(refusal("PK\3\4 zip".getBytes(StandardCharsets.ISO_8859_1)).contains("magic"));
    assertTrue(refusal(new byte[0]).contains("magic"));
    byte[] newer = npy(1, HEADER, floats(1, 2, 3, 4, 5, 6));
    newer[6] = 4;
    assertTrue(refusal(newer).contains("version 1 to 3, found 4"));
    byte[] long2 = npy(2, HEADER, floats(1, 2, 3, 4, 5, 6));
    Arrays.fill(long2, 8, 12, (byte) 0xff);
    assertTrue(refusal(long2).contains("found one of 4294967295 bytes"));
  }

  @Property(tries = 300)
  void aFileCutAnywhereIsRefused(@ForAll @IntRange(max = 101) int length) throws IOException {
    byte[] whole = npy(1, HEADER, floats(1, 2, 3, 4, 5, 6));
    refusal(Arrays.copyOf(whole, Math.min(length, whole.length - 1)));
  }

  private static byte[] npy(int version, String header, byte[] data) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) version, 0});
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer length = buffer(version == 1 ? 2 : 4);
    if (version == 1) {
      length.putShort((short) text.length);
    } else {
      length.putInt(text.length);
    }
    file.writeBytes(bytes(length));
    file.writeBytes(text);
    file.writeBytes(data);
    return file.toByteArray();
  }

  private static String header(String descr, String shape) {
    return HEADER.replace("<f4", descr).replace("(2, 3)", shape);
  }

  private static byte[] floats(float... numbers) {
    ByteBuffer bytes = buffer(4 * numbers.length);
    bytes.asFloatBuffer().put(numbers);
    return bytes(bytes);
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.capacity()];
    buffer.rewind().get(bytes);
    return bytes;
  }

  private static ByteBuffer buffer(int length) {
    return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
  }

  private List<Vector> read(byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve("a.npy"), bytes);
    try (RecordSource source = RowSource.npy(file)) {
      List<Vector> vectors = new ArrayList<>();
      new Records(source, 0).forEachRemaining(record -> vectors.add(record.vector()));
      return vectors;
    }
  }

  private static void refused(String header, byte[] data, String named) throws IOException {
    String message = refusal(npy(1, header, data));
    assertTrue(message.contains(named), message);
  }

  private static String refusal(byte[] bytes) throws IOException {
    Path file = Files.createTempFile("refused", ".npy");
    try {
      Files.write(file, bytes);
      return assertThrows(DataFileException.class, () -> RowSource.npy(file).close()).toString();
    } finally {
      Files.delete(file);
    }
  }
}
