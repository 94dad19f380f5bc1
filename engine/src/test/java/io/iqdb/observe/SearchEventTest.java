package io.iqdb.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchEventTest {
  @TempDir Path scratch;

  @Test
  void searchIsRecordedWithWhatItDid() throws Exception {
    Path file = scratch.resolve("search.jfr");
    try (Recording recording = new Recording()) {
      recording.enable("io.iqdb.Search").with("throttle", "off");
      recording.start();
      SearchEvent event = SearchEvent.started();
      assertNotNull(event);
      event.finish(10, true, 3, 1_000, 7);
      recording.stop();
      recording.dump(file);
    }
    List<RecordedEvent> events = RecordingFile.readAllEvents(file);
    RecordedEvent search =
        events.stream()
            .filter(event -> event.getEventType().getName().equals("io.iqdb.Search"))
            .findFirst()
            .orElseThrow();
    assertEquals(10, search.getInt("k"));
    assertEquals(1_000, search.getLong("records"));
    assertEquals(7, search.getInt("hits"));
  }

  @Test
  void nothingIsMadeWhileNoRecordingRuns() {
    assertNull(SearchEvent.started());
  }
}
