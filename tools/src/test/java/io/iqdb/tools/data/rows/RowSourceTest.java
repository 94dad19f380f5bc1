package io.iqdb.tools.data.rows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.tools.data.DataFileException;
import io.iqdb.tools.data.RecordSource;
import io.iqdb.tools.data.Records;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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

final class RowSourceTest {
  @TempDir Path folder;

  @Test
  void writtenVectorsReadBackWithTheirNumbersAsIds() throws IOException {
    Path file = folder.resolve("a.fvecs");
    int rows = 3_000; // several blocks
    write(file, rows, 128);
    try (RecordSource source = RowSource.fvecs(file)) {
      assertEquals(128, source.dimension());
      assertEquals(rows, source.records().orElseThrow());
      List<VectorRecord> records = all(source);
      assertEquals(rows, records.size());
      assertEquals(VectorId.of(2_999), records.get(2_999).id());
      assertEquals(vector(2_999, 128), records.get(2_999).vector());
    }
  }

  @Test
  void skippedRecordsAreNotReadAndNumbersGoOn() throws IOException {
    Path file = folder.resolve("a.fvecs");
    write(file, 100, 3);
    try (RecordSource source = RowSource.fvecs(file)) {
      assertEquals(90, source.skip(90));
      Records records = new Records(source, 90);
      assertTrue(records.hasNext());
      assertEquals(VectorId.of(90), records.next().id());
      assertEquals(91, records.position().record());
      assertEquals(file.toFile().length(), records.position().offset());
    }
    try (RecordSource source = RowSource.fvecs(file)) {
      assertEquals(100, source.skip(Long.MAX_VALUE));
      assertFalse(new Records(source, 100).hasNext());
    }
  }

  @Test
  void bytesAreUnsigned() throws IOException {
    Path file = folder.resolve("a.bvecs");
    Files.write(file, new byte[] {2, 0, 0, 0, (byte) 255, 1});
    try (RecordSource source = RowSource.bvecs(file)) {
      assertEquals(Vector.of(255, 1), all(source).getFirst().vector());
    }
  }

  @Test
  void aFileWithoutBytesHasNoRecords() throws IOException {
    Path file = Files.createFile(folder.resolve("a.fvecs"));
    try (RecordSource source = RowSource.fvecs(file)) {
      assertEquals(0, source.dimension());
      assertEquals(List.of(), all(source));
    }
  }

  @Test
  void aTruncatedFileNamesItsLastRecord() throws IOException {
    Path file = folder.resolve("a.fvecs");
    write(file, 10, 4);
    truncate(file, 9 * 20 + 7);
    String message = refused(file);
    assertTrue(message.contains("a.fvecs, record 9"), message);
    assertTrue(message.contains("ends after 7"), message);
  }

  @Test
  void anotherDimensionInTheMiddleNamesItsRecord() throws IOException {
    Path file = folder.resolve("a.fvecs");
    write(file, 10, 4);
    poke(file, 6 * 20, 5);
    try (RecordSource source = RowSource.fvecs(file)) {
      String message = assertThrows(DataFileException.class, () -> all(source)).toString();
      assertTrue(message.contains("record 6: expected dimension 4"), message);
    }
  }

  @Test
  void aComponentThatIsNotFiniteNamesItsRecord() throws IOException {
    Path file = folder.resolve("a.fvecs");
    write(file, 10, 4);
    poke(file, 3 * 20 + 4, Float.floatToRawIntBits(Float.NaN));
    try (RecordSource source = RowSource.fvecs(file)) {
      String message = assertThrows(DataFileException.class, () -> all(source)).toString();
      assertTrue(message.contains("record 3: component 0 of 4 is not finite"), message);
    }
  }

  @Test
  void dimensionsThatNoDatabaseHasAreRefused() throws IOException {
    for (int dimension : new int[] {0, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 65_537}) {
      Path file = folder.resolve("a.fvecs");
      write(file, 10, 4);
      poke(file, 0, dimension);
      String message = refused(file);
      assertTrue(message.contains("found " + dimension), message);
    }
  }

  @Test
  void aFileOfMoreThanTwoGibibytesIsReadToItsEnd() throws IOException {
    Path file = folder.resolve("a.bvecs");
    int stride = 4 + 60_000;
    long rows = 60_000; // 3.4 GiB, of which the disk holds two rows
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(rows * stride);
      sparse.writeInt(Integer.reverseBytes(60_000));
      sparse.seek((rows - 1) * stride);
      sparse.writeInt(Integer.reverseBytes(60_000));
      sparse.write(7);
    }
    try (RecordSource source = RowSource.bvecs(file)) {
      assertEquals(rows, source.records().orElseThrow());
      assertEquals(rows - 1, source.skip(rows - 1));
      VectorRecord last = all(source).getFirst();
      assertEquals(VectorId.of(rows - 1), last.id());
      assertEquals(7, last.vector().get(0));
    }
  }

  @Property(tries = 200)
  void aCutFileIsWholeRowsOrRefused(@ForAll @IntRange(max = 400) int length) throws IOException {
    Path file = Files.createTempFile("cut", ".fvecs");
    try {
      write(file, 20, 4);
      truncate(file, length);
      if (length % 20 == 0) {
        try (RecordSource source = RowSource.fvecs(file)) {
          assertEquals(length / 20, all(source).size());
        }
      } else {
        refused(file);
      }
    } finally {
      Files.delete(file);
    }
  }

  @Property(tries = 500)
  void anyBytesAreReadOrRefused(@ForAll byte[] bytes) throws IOException {
    Path file = Files.createTempFile("any", ".bvecs");
    try {
      Files.write(file, bytes);
      try (RecordSource source = RowSource.bvecs(file)) {
        all(source)
            .forEach(record -> assertEquals(source.dimension(), record.vector().dimension()));
      } catch (DataFileException e) {
        assertTrue(e.toString().contains("any"), e.toString());
      }
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void rowsOfIdsAreReadByNumber() throws IOException {
    Path path = folder.resolve("truth.ivecs");
    ByteBuffer bytes = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(2).putInt(5).putInt(-1).putInt(2).putInt(7).putInt(9);
    Files.write(path, bytes.array());
    try (IvecsFile file = IvecsFile.open(path)) {
      assertEquals(2, file.rows());
      assertEquals(2, file.width());
      assertEquals("[7, 9]", Arrays.toString(file.row(1)));
      assertEquals("[5, -1]", Arrays.toString(file.row(0)));
    }
  }

  private static String refused(Path file) {
    return assertThrows(DataFileException.class, () -> RowSource.fvecs(file).close()).toString();
  }

  private static List<VectorRecord> all(RecordSource source) {
    List<VectorRecord> records = new ArrayList<>();
    new Records(source, 0).forEachRemaining(records::add);
    return records;
  }

  private static void write(Path file, int rows, int dimension) throws IOException {
    try (FvecsWriter writer = new FvecsWriter(Files.newOutputStream(file), dimension)) {
      for (int i = 0; i < rows; i++) {
        writer.write(vector(i, dimension));
      }
    }
  }

  private static Vector vector(int row, int dimension) {
    float[] components = new float[dimension];
    Arrays.fill(components, row + 0.5f);
    return Vector.of(components);
  }

  private static void truncate(Path file, long length) throws IOException {
    try (RandomAccessFile cut = new RandomAccessFile(file.toFile(), "rw")) {
      cut.setLength(length);
    }
  }

  private static void poke(Path file, long offset, int value) throws IOException {
    try (RandomAccessFile poked = new RandomAccessFile(file.toFile(), "rw")) {
      poked.seek(offset);
      poked.writeInt(Integer.reverseBytes(value));
    }
  }
}
