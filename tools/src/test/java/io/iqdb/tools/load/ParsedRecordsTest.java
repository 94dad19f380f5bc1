package io.iqdb.tools.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.error.InvalidArgumentException;
import io.iqdb.tools.data.DataFileException;
import io.iqdb.tools.data.FileIdentity;
import io.iqdb.tools.data.RecordSource;
import io.iqdb.tools.measure.Clusters;
import io.iqdb.types.Bookmark;
import io.iqdb.types.VectorId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ParsedRecordsTest {
  @TempDir Path folder;

  @Test
  void manyParsersKeepTheOrderOfTheSource() {
    List<Long> read = new ArrayList<>();
    long next = 0;
    try (ParsedRecords records =
        new ParsedRecords(new Clusters(4, 50_000), 7, (count, bytes) -> read.add(count))) {
      while (records.hasNext()) {
        assertEquals(VectorId.of(next++), records.next().id());
      }
    }
    assertEquals(50_000, next);
    assertEquals(read.stream().sorted().toList(), read);
    assertEquals(49, read.size());
  }

  @Test
  void recordsBeforeAFaultComeOutFirst() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 100_000; i++) {
      text.append(i == 90_000 ? "{\"vector\":[1,2]}\n" : "{\"vector\":[1]}\n");
    }
    Path file = Files.writeString(folder.resolve("a.jsonl"), text);
    int seen = 0;
    try (RecordSource source = DataFiles.open(file);
        ParsedRecords records = new ParsedRecords(source, 3, (count, bytes) -> {})) {
      DataFileException fault = null;
      while (fault == null) {
        try {
          records.next();
          seen++;
        } catch (DataFileException e) {
          fault = e;
        }
      }
      assertTrue(fault.toString().contains("line 90001"), fault.toString());
    }
    assertTrue(seen > 0 && seen <= 90_000, "saw " + seen);
  }

  @Test
  void unknownFormatsAreRefused() {
    String message =
        assertThrows(InvalidArgumentException.class, () -> DataFiles.open(folder.resolve("a.hdf5")))
            .toString();
    assertTrue(message.contains("expected a name that ends in"), message);
  }

  @Test
  void positionsSurviveTheirBookmark() {
    ImportPosition position =
        new ImportPosition(1L << 40, true, new FileIdentity(1L << 41, -5), new FileIdentity(7, 8));
    assertEquals(position, ImportPosition.decode(position.encode()));
    assertTrue(position.encode().length <= Bookmark.MAX_VALUE_BYTES);
    assertFalse(position.sameFiles(position.at(0, false)) && position.at(0, false).finished());
    assertThrows(InvalidArgumentException.class, () -> ImportPosition.decode(new byte[3]));
    assertThrows(InvalidArgumentException.class, () -> ImportPosition.decode(new byte[34]));
  }

  @Test
  void everyFileNameMakesABookmarkName() {
    assertEquals("import:a.csv", ImportPosition.bookmarkName("a.csv"));
    String longest = ImportPosition.bookmarkName("\u00fc".repeat(127));
    Bookmark.of(longest, new byte[0]);
    assertFalse(longest.equals(ImportPosition.bookmarkName("\u00e4".repeat(127))));
  }

  @Test
  void filesAreToldApartByLengthAndBeginning() throws IOException {
    Path file = Files.writeString(folder.resolve("a"), "one");
    FileIdentity one = FileIdentity.of(file);
    assertEquals(one, FileIdentity.of(Files.writeString(folder.resolve("b"), "one")));
    assertFalse(one.equals(FileIdentity.of(Files.writeString(file, "two"))));
    assertFalse(one.equals(FileIdentity.of(Files.writeString(file, "one "))));
  }
}
