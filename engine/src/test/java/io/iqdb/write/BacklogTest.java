package io.iqdb.write;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.Await;
import io.iqdb.store.NoSpaceException;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BacklogTest {
  private static final long SIZE = 1000;

  private final CountDownLatch done = new CountDownLatch(1);
  private final AtomicInteger flushes = new AtomicInteger();

  /** Its first flush goes on until {@link #done}. */
  private Backlog slow() {
    return new Backlog(
        SIZE,
        () -> {
          flushes.incrementAndGet();
          done.await();
        });
  }

  private static void awaitWaiting(Backlog backlog, int writers) {
    Await.until("writers to wait", () -> backlog.stalls().counts().waiting() == writers);
  }

  @Test
  void pressureGrowsEvenlyFromNothingToAll() {
    Pressure pressure = new Pressure(1000, 1500);
    assertEquals(0, pressure.at(0));
    assertEquals(0, pressure.at(1000));
    assertEquals(0.5, pressure.at(1250));
    assertEquals(1, pressure.at(1500));
    assertEquals(1, pressure.at(Long.MAX_VALUE));
    assertEquals(0, Pressure.nanos(0));
    assertEquals(Pressure.MOST_NANOS, Pressure.nanos(1));
    long before = 0;
    for (int percent = 1; percent <= 100; percent++) {
      long nanos = Pressure.nanos(percent / 100.0);
      assertTrue(nanos > before, percent + " percent");
      assertTrue(nanos - before < Pressure.MOST_NANOS / 40, "a jump at " + percent + " percent");
      before = nanos;
    }
  }

  @Test
  void writersBelowTheSizeAreNotHeldUp() throws IOException {
    try (Backlog backlog = slow()) {
      backlog.grown(SIZE);
      backlog.awaitRoom(SIZE - 1);
      backlog.awaitRoom(0);
      assertEquals(new Stalls.Counts(0, 0, 0, 0), backlog.stalls().counts());
      done.countDown();
    }
  }

  @Test
  void theWriterThatHasAFlushStartedIsNotHeldUp() throws IOException {
    try (Backlog backlog = slow()) {
      backlog.awaitRoom(2 * SIZE);
      assertEquals(0, backlog.stalls().counts().count());
      done.countDown();
    }
    assertEquals(1, flushes.get());
  }

  @Test
  void writersAreSlowedDownWhileAFlushRuns() throws IOException {
    try (Backlog backlog = slow()) {
      backlog.grown(SIZE);
      backlog.awaitRoom(SIZE + SIZE / 4);
      backlog.awaitRoom(SIZE + SIZE / 3);
      Stalls.Counts counts = backlog.stalls().counts();
      assertEquals(2, counts.slowed());
      assertEquals(0, counts.stopped());
      assertEquals(0, counts.waiting());
      assertTrue(counts.nanos() > 0);
      done.countDown();
    }
  }

  @Test
  void writersAreStoppedAtTheBoundUntilTheFlushIsDone() throws Exception {
    try (Backlog backlog = slow();
        ExecutorService executor = Executors.newSingleThreadExecutor()) {
      backlog.grown(SIZE);
      AtomicBoolean through = new AtomicBoolean();
      Future<?> writer =
          executor.submit(() -> {
            backlog.awaitRoom(SIZE + SIZE / 2);
            through.set(true);
            return null;
          });
      awaitWaiting(backlog, 1);
      assertEquals(1, backlog.stalls().counts().stopped());
      assertTrue(!through.get(), "went on while memory was full");
      done.countDown();
      writer.get();
      assertEquals(0, backlog.stalls().counts().waiting());
    }
  }

  @Test
  void interruptedWriterIsSlowedDownNoLongerAndKeepsItsFlag() throws IOException {
    try (Backlog backlog = slow()) {
      backlog.grown(SIZE);
      Thread.currentThread().interrupt();
      backlog.awaitRoom(SIZE + SIZE / 4);
      assertTrue(Thread.interrupted());
      assertEquals(0, backlog.stalls().counts().waiting());
      done.countDown();
    }
  }

  @Test
  void segmentsThatWaitToBeMergedSlowWritersDown() throws IOException {
    try (Backlog backlog = slow()) {
      AtomicInteger waiting = new AtomicInteger(3);
      backlog.mergeDebt(waiting::get);
      backlog.awaitRoom(1);
      assertEquals(0, backlog.stalls().counts().count());
      waiting.set(40);
      backlog.awaitRoom(1);
      waiting.set(10_000);
      backlog.awaitRoom(1);
      assertEquals(2, backlog.stalls().counts().slowed(), "slowed down, never stopped");
      done.countDown();
    }
  }

  @Test
  void refusedFlushIsToldToWritersAndTriedAgain() throws Exception {
    AtomicBoolean full = new AtomicBoolean(true);
    try (Backlog backlog =
        new Backlog(
            SIZE,
            () -> {
              flushes.incrementAndGet();
              if (full.get()) {
                throw new NoSpaceException("full");
              }
            })) {
      backlog.grown(SIZE);
      Await.until("a flush", () -> flushes.get() > 0);
      NoSpaceException told = null;
      while (told == null) { // the first may come before the flush has failed
        try {
          backlog.awaitRoom(SIZE);
        } catch (NoSpaceException refused) {
          told = refused;
        }
      }
      int before = flushes.get();
      assertThrows(NoSpaceException.class, () -> backlog.awaitRoom(SIZE));
      assertTrue(flushes.get() > before, "not tried again");
      full.set(false);
      backlog.awaitRoom(SIZE);
    }
  }
}
