package io.iqdb;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.iqdb.policy.MergeRecord;
import io.iqdb.policy.MergeRecord.Outcome;
import io.iqdb.policy.NoMergePolicy;
import io.iqdb.policy.TieredMergePolicy;
import io.iqdb.types.DistanceMetric;
import io.iqdb.types.Query;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import java.nio.file.Path;
import java.util.List;
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

  @Test
  void recordingShowsWhatWasMergedAndWhatWasNot() throws Exception {
    Path file = scratch.resolve("merges.jfr");
    List<MergeRecord> history;
    try (Recording recording = new Recording()) {
      recording.start();
      OpenOptions options = OpenOptions.defaults().mergePolicy(new NoMergePolicy());
      Path path = scratch.resolve("db");
      try (Iqdb db = Iqdb.open(path, IqdbConfig.of(2, DistanceMetric.EUCLIDEAN), options)) {
        for (int id = 0; id < 2; id++) {
          db.upsert(VectorId.of(id), Vector.of(id, 2));
          db.flush();
        }
        db.mergePolicy(TieredMergePolicy.defaults());
        Doors.watchMerges(db, _ -> db.merges().abort());
        db.optimize().join();
        Await.until("the end of a merge", () -> !db.merges().history().isEmpty());
        Doors.watchMerges(db, _ -> {});
        db.optimize().join();
        history = db.merges().history();
      }
      recording.stop();
      recording.dump(file);
    }
    assertEquals(
        List.of(Outcome.ABORTED, Outcome.DONE),
        history.stream().map(MergeRecord::outcome).toList());
    List<RecordedEvent> events =
        RecordingFile.readAllEvents(file).stream()
            .filter(event -> event.getEventType().getName().equals("io.iqdb.Merge"))
            .toList();
    assertEquals(2, events.size());
    for (MergeRecord merge : history) {
      String outcome = merge.outcome().toString();
      assertTells(
          merge,
          events.stream()
              .filter(event -> outcome.equals(event.getString("outcome")))
              .findFirst()
              .orElseThrow());
    }
  }

  private static void assertTells(MergeRecord merge, RecordedEvent event) {
    List<Long> numbers = merge.spec().segments();
    assertEquals(merge.spec().rule(), event.getString("rule"));
    assertEquals(2, event.getInt("segments"));
    assertEquals(numbers.getFirst() + " " + numbers.getLast(), event.getString("sources"));
    assertEquals(merge.rowsIn(), event.getLong("rowsIn"));
    assertEquals(merge.rowsOut(), event.getLong("rowsOut"));
    assertEquals(merge.bytesIn(), event.getLong("bytesIn"));
    assertEquals(merge.bytesOut(), event.getLong("bytesOut"));
    assertEquals(merge.result(), event.getLong("result"));
    assertEquals(merge.stalledNanos(), event.getDuration("stalled").toNanos());
    assertEquals(merge.detail(), event.getString("detail"));
  }
}
