package io.iqdb;

import io.iqdb.error.Require;
import io.iqdb.error.StorageException;
import io.iqdb.search.RecordCount;
import io.iqdb.search.RecordScan;
import io.iqdb.search.RecordWalk;
import io.iqdb.search.Searcher;
import io.iqdb.search.SortedIds;
import io.iqdb.store.Threads;
import io.iqdb.types.Filter;
import io.iqdb.types.Hit;
import io.iqdb.types.Query;
import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import io.iqdb.view.Pin;
import io.iqdb.view.Visible;
import io.iqdb.write.Writer;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A database as it was at one moment, for as long as its holder keeps it; writes, flushes and
 * merges go on meanwhile and are not seen. What had not expired when it was taken does not expire
 * in it. Safe for any number of threads.
 *
 * <p>It keeps the files that it sees on disk and the memory that had not been flushed. After {@link
 * #close}, or that of its database, every use throws {@link io.iqdb.error.ClosedException}; calls
 * that run finish. One that nobody can reach any more is let go of, and the log says so.
 */
public final class Snapshot implements RecordReader, AutoCloseable {
  /** The orders in which records are handed out. */
  public enum Order {
    /** By id: numbers, unsigned, then bytes, unsigned and byte by byte. */
    ID,
    /** By insertion; what was replaced counts as inserted then. */
    INSERTION
  }

  /** What is done with the view held. */
  private interface Reading<R> {
    R read(Visible visible) throws IOException;
  }

  /** Loaded with the first snapshot; has a thread. */
  private static final class Unreachable {
    private static final AtomicReference<@Nullable Cleaner> CLEANER = new AtomicReference<>();

    /** Not made by the class: one that fails to be initialized, for want of a thread, stays so. */
    static Cleaner cleaner() {
      synchronized (CLEANER) {
        if (CLEANER.get() == null && !Threads.started(() -> CLEANER.set(Cleaner.create()))) {
          throw new StorageException("no thread can be started to look after snapshots", null);
        }
        return Require.nonNull(CLEANER.get());
      }
    }
  }

  private final Pin pin;
  private final long now;
  private final Searcher searcher;
  private final SortedIds sorted;
  private final Cleaner.Cleanable cleanable;

  Snapshot(Pin pin, long now, Searcher searcher) {
    this.pin = pin;
    this.now = now;
    this.searcher = searcher;
    this.sorted = new SortedIds(pin.visible());
    try {
      this.cleanable = Unreachable.cleaner().register(this, () -> abandoned(pin));
    } catch (StorageException noThread) {
      pin.end("");
      throw noThread;
    }
  }

  private static void abandoned(Pin pin) {
    if (pin.end("")) {
      System.getLogger("io.iqdb")
          .log(
              System.Logger.Level.WARNING,
              "a snapshot of "
                  + pin.holder()
                  + ", taken at "
                  + Instant.ofEpochMilli(pin.since())
                  + ", was never closed and has become unreachable; it was let go of");
    }
  }

  private <R> R reading(String what, Reading<R> reading) {
    return Failures.translate(
        what,
        () -> {
          Visible visible = pin.enter();
          try {
            return reading.read(visible);
          } finally {
            pin.leave();
          }
        });
  }

  /** When it was taken, which is the time at which its records have not expired. */
  public Instant time() {
    return Instant.ofEpochMilli(now);
  }

  /** The highest sequence number that it sees: of two snapshots, the larger is the later. */
  public long sequence() {
    return pin.sequence();
  }

  @Override
  public Optional<VectorRecord> get(VectorId id) {
    return reading("get", visible -> RecordScan.find(visible, now, id));
  }

  @Override
  public boolean contains(VectorId id) {
    return reading("look for an id", visible -> RecordScan.contains(visible, now, id));
  }

  @Override
  public long size() {
    return reading("size", visible -> RecordCount.all(visible, now));
  }

  @Override
  public long count(Filter filter) {
    return reading("count", visible -> RecordCount.matching(visible, now, filter));
  }

  /** Deletes through {@code writer} what matches {@code filter} here and is still the same. */
  long deleteAll(Filter filter, Writer writer) {
    return Failures.translate(
        "delete by filter",
        () -> {
          Visible visible = pin.enter();
          try {
            return new FilteredDelete(writer).run(visible, now, filter);
          } finally {
            pin.leave();
          }
        });
  }

  @Override
  public List<Hit> search(Query query) {
    Visible visible = pin.enter();
    try {
      searcher.validate(query);
      return OneSearch.run(searcher, visible, now, query);
    } finally {
      pin.leave();
    }
  }

  @Override
  public List<List<Hit>> search(List<Query> queries) {
    queries.forEach(searcher::validate);
    return reading("search", visible -> searcher.search(visible, now, queries));
  }

  @Override
  public void forEach(Consumer<? super VectorRecord> visitor) {
    reading(
        "scan",
        visible -> {
          RecordScan.forEach(visible, now, visitor);
          return true;
        });
  }

  /**
   * Every record in {@code order}, one at a time; for one thread. Memory follows the number of
   * segments, and for the order of ids the ids that no segment holds yet. Ends with the snapshot:
   * then it throws.
   */
  public Iterator<VectorRecord> iterator(Order order) {
    return new SnapshotIterator(this, walk(start(order)));
  }

  /** The same as a stream. */
  public Stream<VectorRecord> stream(Order order) {
    int traits = Spliterator.ORDERED | Spliterator.DISTINCT | Spliterator.NONNULL;
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(iterator(order), traits | Spliterator.IMMUTABLE),
        false);
  }

  /**
   * The first records in {@code order}.
   *
   * @param limit most records, at least 1
   */
  public Page page(Order order, int limit) {
    return page(start(order), limit);
  }

  /**
   * The records behind those of an earlier page, which may be of an earlier snapshot: in the order
   * of ids what lies behind its last id, in the order of insertion what was written after its last
   * record. Costs a search for that place and the records.
   *
   * @param token what {@link Page#next} said
   * @param limit most records, at least 1
   * @throws io.iqdb.error.InvalidArgumentException where no page gave that token
   */
  public Page page(String token, int limit) {
    return page(PageToken.parse(token), limit);
  }

  private Page page(PageToken from, int limit) {
    Require.argument(limit >= 1, "limit is %d, it must be at least 1", limit);
    RecordWalk walk = walk(from);
    return reading(
        "page",
        _ -> {
          List<VectorRecord> records = new ArrayList<>();
          PageToken last = from;
          boolean more = walk.advance();
          while (more && records.size() < limit) {
            records.add(walk.record());
            last =
                from instanceof PageToken.AfterId
                    ? new PageToken.AfterId(walk.id())
                    : new PageToken.AfterSequence(walk.sequence());
            more = walk.advance();
          }
          return new Page(records, last.text(), more);
        });
  }

  private static PageToken start(Order order) {
    return switch (order) {
      case ID -> new PageToken.AfterId(null);
      case INSERTION -> new PageToken.AfterSequence(RecordWalk.FROM_START);
    };
  }

  private RecordWalk walk(PageToken from) {
    return reading(
        "scan",
        visible ->
            switch (from) {
              case PageToken.AfterId(var id) -> RecordWalk.byId(visible, now, sorted, id);
              case PageToken.AfterSequence(long sequence) ->
                  RecordWalk.byInsertion(visible, now, sequence);
            });
  }

  /** The next record of {@code walk}, or nothing at its end. */
  Optional<VectorRecord> next(RecordWalk walk) {
    return reading("scan", _ -> walk.advance() ? Optional.of(walk.record()) : Optional.empty());
  }

  /** Lets go of files and memory; idempotent. */
  @Override
  public void close() {
    pin.end("");
    cleanable.clean();
  }
}
