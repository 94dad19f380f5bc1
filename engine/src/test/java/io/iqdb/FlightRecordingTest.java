package io.iqdb;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.iqdb.types.DistanceMetric;
import io.iqdb.types.Query;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlightRecordingTest {
  @TempDir Path scratch;

  @Test
  void recordingShowsWhatADatabaseDid() throws Exception {
    Path file = scratch.resolve("work.jfr");
    try (Recording recording = new Recording()) {
      recording.start();
      Path path = scratch.resolve("db");
      try (Iqdb db = Iqdb.open(path, IqdbConfig.of(2, DistanceMetric.EUCLIDEAN))) {
        db.upsert(VectorId.of(1), Vector.of(1, 2));
        db.flush();
        db.search(Query.of(Vector.of(1, 2), 1));
      }
      recording.stop();
      recording.dump(file);
    }
    Set<String> seen =
        RecordingFile.readAllEvents(file).stream()
            .map(event -> event.getEventType().getName())
            .filter(name -> name.startsWith("io.iqdb."))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(
        Set.of(
            "io.iqdb.Flush",
            "io.iqdb.Map",
            "io.iqdb.Recovery",
            "io.iqdb.Search",
            "io.iqdb.Sync",
            "io.iqdb.Unmap"),
        seen);
    RecordedEvent flush =
        RecordingFile.readAllEvents(file).stream()
            .filter(event -> event.getEventType().getName().equals("io.iqdb.Flush"))
            .findFirst()
            .orElseThrow();
    assertEquals(1, flush.getLong("rows"));
  }
}
