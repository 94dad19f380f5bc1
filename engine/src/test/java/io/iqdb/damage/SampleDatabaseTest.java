package io.iqdb.damage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.format.FileName;
import io.iqdb.format.SectionEntry;
import io.iqdb.inspect.Examination;
import io.iqdb.inspect.Examiner;
import io.iqdb.policy.Verification;
import io.iqdb.sealed.SealedFile;
import io.iqdb.store.Directory;
import io.iqdb.types.VectorRecord;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SampleDatabaseTest {
  @Test
  void theSampleIsSoundAndHasEverySection() throws IOException {
    SampleDatabase sample = SampleDatabase.create();
    Set<String> sections = new TreeSet<>();
    try (Directory directory = sample.image().toDirectory()) {
      Examination seen = new Examiner(directory, 3).run();
      assertEquals(List.of(), seen.findings());
      assertEquals(44, seen.rows());
      assertEquals(3 + 6, seen.walFrames());
      assertEquals(List.of(), seen.tails());
      for (FileName name : directory.list()) {
        if (name.kind() != io.iqdb.format.FileKind.WAL) {
          try (SealedFile file = SealedFile.openUnmapped(directory, name, Verification.FULL)) {
            file.footer().sections().stream().map(SectionEntry::label).forEach(sections::add);
          }
        }
      }
    }
    assertEquals(
        "[BOOKMARKS, CONFIG, COUNTERS, EXPIRY, IDS, PAYLOAD, SEGMENTS, SEQ, STATS, TOMBSTONES, VEC,"
            + " WALS]",
        sections.toString());
  }

  @Test
  void theSampleAnswersWhatItsMakerPutIn() throws IOException {
    Answers answers = new Trial(SampleDatabase.create()).undamaged();
    // 24 flushed rows less 3 tombstones and 2 superseded, 20 of a bulk chunk less one deleted,
    // and 200 to 203 and the new name-0 from the logs
    assertEquals(21 - 2 + 19 + 5, answers.size());
    assertEquals(answers.size(), answers.records().size());
    List<String> last =
        answers.records().stream().map(VectorRecord::id).map(Object::toString).toList();
    assertTrue(
        last.subList(last.size() - 5, last.size()).containsAll(List.of("201", "202", "200", "203")),
        last::toString);
  }
}
