package io.iqdb.write;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.Await;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WriteQueueTest {
  /** Fails if two threads are ever inside. */
  private static final class Alone {
    private final AtomicInteger inside = new AtomicInteger();

    void run(Runnable body) {
      assertEquals(1, inside.incrementAndGet(), "two leaders at once");
      body.run();
      inside.decrementAndGet();
    }
  }

  private static void inThreads(int threads, ThrowingIntConsumer body) throws Exception {
    List<Throwable> failures = new ArrayList<>();
    List<Thread> all = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      int number = i;
      Runnable run =
          () -> {
            try {
              body.accept(number);
            } catch (Throwable failure) {
              synchronized (failures) {
                failures.add(failure);
              }
            }
          };
      all.add(i % 2 == 0 ? Thread.ofPlatform().start(run) : Thread.ofVirtual().start(run));
    }
    for (Thread thread : all) {
      thread.join();
    }
    assertEquals(List.of(), failures);
  }

  private interface ThrowingIntConsumer {
    void accept(int number) throws Exception;
  }

  @Test
  void aLeaderThatCannotGatherItsGroupHoldsNobodyUp() throws Exception {
    List<Integer> committed = new ArrayList<>();
    OutOfMemoryError error = new OutOfMemoryError("of a leader");
    WriteQueue<Integer> queue =
        new WriteQueue<>(
            write -> {
              if (write < 0) {
                throw error;
              }
              return 1;
            },
            5,
            committed::addAll);
    assertSame(error, assertThrows(OutOfMemoryError.class, () -> queue.write(-1)));
    queue.write(1);
    assertEquals(1, queue.<Integer>alone(committed::size));
  }

  @Test
  void everyWriteIsCommittedOnceAndTasksRunAlone() throws Exception {
    Alone alone = new Alone();
    List<Integer> committed = new ArrayList<>();
    WriteQueue<Integer> queue =
        new WriteQueue<>(write -> 1, 5, group -> alone.run(() -> committed.addAll(group)));
    AtomicInteger tasks = new AtomicInteger();
    inThreads(
        16,
        number -> {
          for (int i = 0; i < 500; i++) {
            if (i % 50 == 0) {
              queue.alone(() -> {
                alone.run(tasks::incrementAndGet);
                return 0;
              });
            }
            queue.write(number * 1000 + i);
          }
        });
    assertEquals(16 * 500, committed.size());
    assertEquals(16 * 500, committed.stream().distinct().count());
    assertEquals(16 * 10, tasks.get());
  }

  @Test
  void writesThatWaitTogetherShareOneCommitUpToTheWeight() throws Exception {
    List<Integer> sizes = new ArrayList<>();
    CountDownLatch first = new CountDownLatch(1);
    CountDownLatch queued = new CountDownLatch(1);
    WriteQueue<Integer> queue =
        new WriteQueue<>(
            write -> write,
            10,
            group -> {
              sizes.add(group.size());
              if (sizes.size() == 1) {
                first.countDown();
                queued.await();
              }
            });
    List<Thread> threads = new ArrayList<>();
    threads.add(write(queue, 1));
    first.await();
    for (int i = 0; i < 3; i++) {
      threads.add(write(queue, 4));
      awaitState(threads.getLast());
    }
    queued.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(List.of(1, 2, 1), sizes);
  }

  private static Thread write(WriteQueue<Integer> queue, int write) {
    return Thread.ofPlatform()
        .start(() -> {
          try {
            queue.write(write);
          } catch (Exception failure) {
            throw new AssertionError(failure);
          }
        });
  }

  private static void awaitState(Thread thread) {
    Await.until("a thread to wait", () -> thread.getState() == Thread.State.WAITING);
  }

  @Test
  void aFailedCommitFailsItsWholeGroupAndNobodyElse() throws Exception {
    WriteQueue<Integer> queue =
        new WriteQueue<>(
            write -> 1,
            100,
            group -> {
              if (group.contains(13)) {
                throw new IOException("unlucky");
              }
            });
    assertThrows(IOException.class, () -> queue.write(13));
    queue.write(14);
    AtomicInteger failed = new AtomicInteger();
    inThreads(
        8,
        number -> {
          try {
            queue.write(number + 6);
          } catch (IOException unlucky) {
            failed.incrementAndGet();
          }
        });
    assertTrue(failed.get() >= 1);
  }

  @Test
  void anInterruptedWriterIsCommittedAndStaysInterrupted() throws Exception {
    List<Integer> committed = new ArrayList<>();
    WriteQueue<Integer> queue = new WriteQueue<>(write -> 1, 5, committed::addAll);
    inThreads(
        8,
        number -> {
          for (int i = 0; i < 200; i++) {
            Thread.currentThread().interrupt();
            queue.write(i);
            assertTrue(Thread.interrupted());
          }
        });
    assertEquals(8 * 200, committed.size());
  }
}
