package io.iqdb;

import io.iqdb.observe.Recorder;
import io.iqdb.observe.SearchEvent;
import io.iqdb.search.Searcher;
import io.iqdb.types.Hit;
import io.iqdb.types.Query;
import io.iqdb.view.Visible;
import java.io.IOException;
import java.util.List;

/** One search on a view that is held, shown to a flight recording where one samples it. */
final class OneSearch {
  private OneSearch() {}

  static List<Hit> run(Searcher searcher, Visible visible, long now, Query query) {
    SearchEvent event = Recorder.search();
    try {
      List<Hit> hits = searcher.search(visible, now, query);
      if (event != null) {
        boolean filtered = query.filter() != null || query.predicate() != null;
        int segments = visible.view().segments().size();
        event.finish(query.k(), filtered, segments, visible.live(), hits.size());
      }
      return hits;
    } catch (IOException failure) {
      throw Failures.translated("search", failure);
    }
  }
}
