package io.iqdb.search;

import io.iqdb.view.SearchLoad;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Keeps search contexts for the next search; takes and gives without locks and without garbage. Not
 * per thread: virtual threads are many and short.
 */
final class ContextPool {
  private final AtomicReferenceArray<@Nullable SearchContext> idle;
  private final SearchLoad load;

  /**
   * Of at most {@code size} idle contexts.
   *
   * @param load told of every context that is in use
   */
  ContextPool(int size, SearchLoad load) {
    this.idle = new AtomicReferenceArray<>(size);
    this.load = load;
  }

  SearchContext take() {
    load.enter();
    for (int i = 0; i < idle.length(); i++) {
      if (idle.getPlain(i) != null) {
        SearchContext context = idle.getAndSet(i, null);
        if (context != null) {
          return context;
        }
      }
    }
    return new SearchContext();
  }

  void give(SearchContext context) {
    load.leave();
    for (int i = 0; i < idle.length(); i++) {
      if (idle.getPlain(i) == null && idle.compareAndSet(i, null, context)) {
        return;
      }
    }
  }
}
