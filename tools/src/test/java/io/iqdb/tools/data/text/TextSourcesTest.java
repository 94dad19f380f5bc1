package io.iqdb.tools.data.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.tools.data.DataFileException;
import io.iqdb.tools.data.RecordSource;
import io.iqdb.tools.data.Records;
import io.iqdb.tools.json.JsonRecordWriter;
import io.iqdb.tools.json.SomeValues;
import io.iqdb.types.Metadata;
import io.iqdb.types.Value;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TextSourcesTest {
  @TempDir Path folder;

  @Test
  void manyLinesReadBackInOrderOverBlocks() throws IOException {
    Path file = folder.resolve("a.jsonl");
    SomeValues values = new SomeValues(7);
    List<VectorRecord> written = new ArrayList<>();
    try (OutputStream out = Files.newOutputStream(file);
        JsonRecordWriter writer = new JsonRecordWriter(out)) {
      for (int i = 0; i < 20_000; i++) {
        written.add(values.record(5));
        writer.write(written.getLast());
      }
    }
    assertTrue(Files.size(file) > 2 << 20, "several runs of lines");
    try (RecordSource source = new JsonlSource(file)) {
      assertEquals(5, source.dimension());
      assertEquals(written, all(source));
    }
    try (RecordSource source = new JsonlSource(file)) {
      assertEquals(12_345, source.skip(12_345));
      assertEquals(written.subList(12_345, 20_000), all(source));
      assertEquals(0, source.skip(1));
    }
  }

  @Test
  void aLineLongerThanTheBufferIsRead() throws IOException {
    String long1 = "{\"vector\":[1],\"metadata\":{\"t\":\"" + "x".repeat(3 << 20) + "\"}}";
    try (RecordSource source = jsonl(long1 + "\n{\"vector\":[2]}\n" + long1)) {
      List<VectorRecord> records = all(source);
      assertEquals(3, records.size());
      assertEquals(Vector.of(2), records.get(1).vector());
      assertEquals(VectorId.of(2), records.get(2).id());
    }
  }

  @Test
  void aFileThatIsOneEndlessLineIsRefused() throws IOException {
    Path file = folder.resolve("a.jsonl");
    try (RandomAccessFile zeros = new RandomAccessFile(file.toFile(), "rw")) {
      zeros.setLength(1L << 33);
    }
    String message =
        assertThrows(DataFileException.class, () -> new JsonlSource(file).close()).toString();
    assertTrue(message.contains("a.jsonl, line 1: expected at most"), message);
  }

  @Test
  void faultsNameTheirLine() throws IOException {
    refusedJsonl("{\"vector\":[1]}\n{\"vector\":[1,2]}\n", "line 2: expected dimension 1");
    refusedJsonl("{\"vector\":[1]}\n\n{\"vector\":[1]}\n", "line 2: expected JSON, found nothing");
    refusedJsonl("{\"vector\":[1]}\n{\"vector\":[1", "line 2: not well-formed");
    refusedJsonl("{\"vector\":[1]}\n{\"vector\":[\"a\u00ff", "line 2: ");
    try (RecordSource source = jsonl("")) {
      assertEquals(List.of(), all(source));
    }
  }

  @Test
  void windowsLineEndsAreFine() throws IOException {
    try (RecordSource source = jsonl("{\"vector\":[1]}\r\n{\"vector\":[2]}\r\n")) {
      assertEquals(2, all(source).size());
    }
  }

  @Test
  void csvColumnsBecomeVectorsIdsAndMetadata() throws IOException {
    String text =
        """
        id,vector,name,n,r,flag,zip,big,empty
        7,"[1, 2.5]","Ann, ""the"" one",42,1e3,true,01234,123456789012345678901,
        abc,"[3,4]",x,-1,0.5,false,0,9223372036854775807,
        """;
    try (RecordSource source = csv(text)) {
      assertEquals(2, source.dimension());
      List<VectorRecord> records = all(source);
      assertEquals(VectorId.of(7), records.get(0).id());
      assertEquals(VectorId.of("abc"), records.get(1).id());
      assertEquals(Vector.of(1, 2.5f), records.get(0).vector());
      assertEquals(
          Metadata.builder()
              .put("name", "Ann, \"the\" one")
              .put("n", 42)
              .put("r", 1000.0)
              .put("flag", true)
              .put("zip", "01234")
              .put("big", "123456789012345678901")
              .build(),
          records.get(0).metadata());
      Metadata second = java.util.Objects.requireNonNull(records.get(1).metadata());
      assertEquals(Value.of(Long.MAX_VALUE), second.get("big").orElseThrow());
    }
  }

  @Test
  void expiryHasAColumnOrAFieldOfItsOwn() throws IOException {
    VectorRecord first = VectorRecord.of(VectorId.of(0), Vector.of(1)).expiresAt(77);
    VectorRecord second = VectorRecord.of(VectorId.of(1), Vector.of(2));
    try (RecordSource source = csv("v0,expiresAt\n1,77\n2,\n")) {
      assertEquals(List.of(first, second), all(source));
    }
    refusedCsv("v0,expiresAt\n1,0\n", "line 2: expected an expiresAt");
    refusedCsv("v0,expiresAt\n1,soon\n", "line 2: expected an expiresAt");
    String lines = "{\"vector\":[1],\"expiresAt\":77}\n{\"vector\":[2]}\n";
    try (RecordSource source = paired(lines, "{}\n{}\n")) {
      assertEquals(
          List.of(first.metadata(Metadata.empty()), second.metadata(Metadata.empty())),
          all(source));
    }
  }

  @Test
  void csvComponentsMayHaveAColumnEach() throws IOException {
    try (RecordSource source = csv("v1,v0\n2,1\n-4e0,3.5\n")) {
      List<VectorRecord> records = all(source);
      assertEquals(Vector.of(1, 2), records.get(0).vector());
      assertEquals(Vector.of(3.5f, -4), records.get(1).vector());
      assertEquals(VectorId.of(1), records.get(1).id());
      assertNull(records.get(1).metadata());
    }
  }

  @Test
  void csvFaultsNameTheirLine() throws IOException {
    refusedCsv("id,name\n1,x\n", "header row: expected a column vector");
    refusedCsv("v0,v2\n1,2\n", "header row: expected columns v0 to v1, v1 is missing");
    refusedCsv("v0,v0\n1,2\n", "header row: expected every name once");
    refusedCsv("v0\nx\n", "line 2: expected a number in column v0");
    refusedCsv("v0\n1\nNaN\n", "line 3: expected a number in column v0");
    refusedCsv("v0\n1\n1e99\n", "line 3: component 0 of 1 is not finite");
    refusedCsv("v0,a\n1,2\n1\n", "line 3: expected 2 cells, found 1");
    refusedCsv("v0,a\n1,2\n1,2,3\n", "line 3: expected 2 cells, found 3");
    refusedCsv("id,v0\n,1\n", "line 2: expected an id");
    refusedCsv("id,v0\n18446744073709551616,1\n", "line 2: expected an id of 0 to 2^64 - 1");
    refusedCsv("vector\n\"[1]\"\n\"[1,2]\"\n", "line 3: expected dimension 1");
    refusedCsv("vector\n\"[1\"\n", "line 2: not well-formed");
    Path file = folder.resolve("latin.csv");
    Files.write(file, "v0,name\n1,Gr\u00f6\u00dfe\n".getBytes(StandardCharsets.ISO_8859_1));
    String message =
        assertThrows(DataFileException.class, () -> new CsvSource(file).close()).toString();
    assertTrue(message.contains("expected UTF-8"), message);
  }

  @Test
  void csvRecordsCanBeSkipped() throws IOException {
    StringBuilder text = new StringBuilder("v0,note\n");
    for (int i = 0; i < 50_000; i++) {
      text.append(i).append(",\"two\nlines\"\n");
    }
    try (RecordSource source = csv(text.toString())) {
      assertEquals(49_999, source.skip(49_999));
      List<VectorRecord> rest = all(source);
      assertEquals(1, rest.size());
      assertEquals(VectorId.of(49_999), rest.getFirst().id());
      assertEquals(49_999f, rest.getFirst().vector().get(0));
    }
  }

  @Test
  void metadataLinesPairWithRecords() throws IOException {
    try (RecordSource source =
        paired("{\"vector\":[1]}\n{\"vector\":[2]}\n", "{\"a\":1}\n{\"a\":2}\n")) {
      assertEquals(1, source.skip(1));
      assertEquals(
          List.of(VectorRecord.of(VectorId.of(1), Vector.of(2), Metadata.of("a", Value.of(2)))),
          all(source));
    }
  }

  @Test
  void metadataOfAnotherLengthOrFormIsRefused() throws IOException {
    String two = "{\"vector\":[1]}\n{\"vector\":[2]}\n";
    refusedPair(two, "{}\n", "m.jsonl, line 2: expected a line for every record of a.jsonl");
    refusedPair(two, "{}\n{}\n{}\n", "m.jsonl, line 3: expected no more lines");
    refusedPair(two, "{}\n[]\n", "m.jsonl, line 2: expected an object of metadata");
    refusedPair(two, "{}\n{", "m.jsonl, line 2: ");
  }

  @Property(tries = 1_000)
  void anyTextIsReadOrRefused(@ForAll String text, @ForAll boolean csv) throws IOException {
    Path file = Files.createTempFile("any", ".txt");
    try {
      Files.writeString(file, csv ? "id,vector,x\n" + text : "{\"vector\":[1]}\n" + text);
      try (RecordSource source = csv ? new CsvSource(file) : new JsonlSource(file)) {
        all(source);
      } catch (DataFileException e) {
        assertTrue(e.toString().contains("any"), e.toString());
      }
    } finally {
      Files.delete(file);
    }
  }

  private RecordSource jsonl(String text) throws IOException {
    return new JsonlSource(Files.writeString(folder.resolve("a.jsonl"), text));
  }

  private RecordSource csv(String text) throws IOException {
    return new CsvSource(Files.writeString(folder.resolve("a.csv"), text));
  }

  private RecordSource paired(String vectors, String metadata) throws IOException {
    return new MetadataSource(
        jsonl(vectors), Files.writeString(folder.resolve("m.jsonl"), metadata));
  }

  private void refusedJsonl(String text, String named) {
    refused(() -> all(jsonl(text)), named);
  }

  private void refusedCsv(String text, String named) {
    refused(() -> all(csv(text)), named);
  }

  private void refusedPair(String vectors, String metadata, String named) {
    refused(() -> all(paired(vectors, metadata)), named);
  }

  private static void refused(org.junit.jupiter.api.function.Executable reading, String named) {
    String message = assertThrows(DataFileException.class, reading).toString();
    assertTrue(message.contains(named), message);
  }

  private static List<VectorRecord> all(RecordSource source) {
    List<VectorRecord> records = new ArrayList<>();
    new Records(source, 0).forEachRemaining(records::add);
    return records;
  }
}
