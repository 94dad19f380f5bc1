package io.iqdb;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.iqdb.types.DistanceMetric;
import io.iqdb.types.Filter;
import io.iqdb.types.Hit;
import io.iqdb.types.Metadata;
import io.iqdb.types.Query;
import io.iqdb.types.Value;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first lines of code that a reader of the project sees are these, and they run. */
class ReadmeTest {
  private static List<Hit> example(Path directory) {
    // begins
    try (Iqdb db = Iqdb.open(directory, IqdbConfig.of(3, DistanceMetric.COSINE))) {
      db.upsert(VectorId.of(1), Vector.of(0.1f, 0.9f, 0.2f), Metadata.of("lang", Value.of("en")));
      db.upsert(VectorId.of(2), Vector.of(0.8f, 0.1f, 0.1f), Metadata.of("lang", Value.of("de")));
      db.upsert(VectorId.of(3), Vector.of(0.7f, 0.3f, 0.2f), Metadata.of("lang", Value.of("en")));

      Query query = Query.of(Vector.of(0.9f, 0.2f, 0.1f), 2);
      List<Hit> hits = db.search(query.filter(Filter.eq("lang", Value.of("en"))));
      hits.forEach(hit -> System.out.println(hit.id() + " at " + hit.distance()));
      return hits; // 3, then 1
    }
    // ends
  }

  @Test
  void theExampleFindsWhatItSays(@TempDir Path directory) {
    List<VectorId> ids = example(directory).stream().map(Hit::id).toList();
    assertEquals(List.of(VectorId.of(3), VectorId.of(1)), ids);
  }

  @Test
  void theReadmeShowsThisExample() throws IOException {
    Snippets.assertShown("ReadmeTest.java", "README.md", 1);
  }
}
