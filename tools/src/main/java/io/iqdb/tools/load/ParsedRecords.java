package io.iqdb.tools.load;

import io.iqdb.tools.data.RecordBlock;
import io.iqdb.tools.data.RecordSource;
import io.iqdb.types.VectorRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The records of a source in its order, however many threads parse them. The calling thread reads
 * blocks ahead and hands them to the parsers; at most two blocks a parser are held.
 */
final class ParsedRecords implements Iterator<VectorRecord>, AutoCloseable {
  private record Ahead(RecordBlock block, Future<List<VectorRecord>> parsed) {}

  private final RecordSource source;
  private final ReadProgress progress;
  private final ExecutorService parsers;
  private final int most;
  private final Deque<Ahead> ahead = new ArrayDeque<>();
  private List<VectorRecord> current = List.of();
  private int index;
  private boolean ended;

  ParsedRecords(RecordSource source, int threads, ReadProgress progress) {
    this.source = source;
    this.progress = progress;
    this.most = 2 * threads;
    this.parsers =
        Executors.newFixedThreadPool(
            threads, Thread.ofPlatform().daemon().name("iqdb-parse-", 0).factory());
  }

  @Override
  public boolean hasNext() {
    while (index == current.size()) {
      readAhead();
      Ahead next = ahead.poll();
      if (next == null) {
        return false;
      }
      progress.read(next.block().firstRecord(), next.block().endOffset());
      current = parsed(next);
      index = 0;
    }
    return true;
  }

  @Override
  public VectorRecord next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return current.get(index++);
  }

  private void readAhead() {
    try {
      while (!ended && ahead.size() < most) {
        @Nullable RecordBlock block = source.next();
        ended = block == null;
        if (block != null) {
          ahead.add(new Ahead(block, parsers.submit(block::parse)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<VectorRecord> parsed(Ahead next) {
    try {
      return next.parsed().get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw new IllegalStateException(e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    }
  }

  @Override
  public void close() {
    parsers.shutdownNow();
  }
}
