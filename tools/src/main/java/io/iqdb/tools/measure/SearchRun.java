package io.iqdb.tools.measure;

import io.iqdb.Iqdb;
import io.iqdb.types.Hit;
import io.iqdb.types.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;

/**
 * Searches a list of queries on some threads and takes the time of each. A thread takes the next
 * query as soon as it is done with its last.
 */
public final class SearchRun {
  /**
   * What came out.
   *
   * @param hits of each query, in the order of the queries
   * @param latencies of all searches, repetitions included
   * @param seconds from the first search to the last
   */
  public record Result(List<List<Hit>> hits, Latencies latencies, double seconds) {
    /** Searches a second, all threads together. */
    public double rate() {
      return latencies.total() / seconds;
    }
  }

  private final Iqdb db;
  private final List<Query> queries;
  private final AtomicReferenceArray<List<Hit>> hits;

  private SearchRun(Iqdb db, List<Query> queries) {
    this.db = db;
    this.queries = queries;
    this.hits = new AtomicReferenceArray<>(queries.size());
  }

  /**
   * Runs {@code warmup} searches that do not count, then every query {@code repeat} times.
   *
   * @param queries at least one
   * @param repeat at least 1
   */
  public static Result run(Iqdb db, List<Query> queries, int threads, long warmup, int repeat) {
    SearchRun run = new SearchRun(db, queries);
    try (ExecutorService pool =
        Executors.newFixedThreadPool(threads, Thread.ofPlatform().daemon().factory())) {
      run.measure(pool, threads, warmup);
      long began = System.nanoTime();
      Latencies latencies = run.measure(pool, threads, (long) queries.size() * repeat);
      double seconds = (System.nanoTime() - began) / 1e9;
      return new Result(
          IntStream.range(0, queries.size()).mapToObj(run.hits::get).toList(), latencies, seconds);
    }
  }

  private Latencies measure(ExecutorService pool, int threads, long searches) {
    AtomicLong next = new AtomicLong();
    List<Future<Latencies>> parts = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      parts.add(pool.submit(() -> search(next, searches)));
    }
    Latencies all = new Latencies();
    for (Future<Latencies> part : parts) {
      all.addAll(done(part));
    }
    return all;
  }

  private Latencies search(AtomicLong next, long searches) {
    Latencies latencies = new Latencies();
    for (long i = next.getAndIncrement(); i < searches; i = next.getAndIncrement()) {
      int query = (int) (i % queries.size());
      long began = System.nanoTime();
      List<Hit> found = db.search(queries.get(query));
      latencies.add(System.nanoTime() - began);
      hits.set(query, found);
    }
    return latencies;
  }

  private static Latencies done(Future<Latencies> part) {
    try {
      return part.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    }
  }
}
