package io.iqdb.crash;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Interrupts a thread at random for as long as it makes calls. */
final class Interrupts {
  private static final int LONGEST_PAUSE = 20_000;

  private final AtomicLong kept = new AtomicLong();

  private Interrupts() {}

  /** What a thread does. */
  interface Work {
    void run(Interrupts calls) throws Exception;
  }

  /**
   * What happened.
   *
   * @param sent interrupts
   * @param kept calls that began with the flag set, and ended so
   */
  record Tally(long sent, long kept) {}

  /** Once with the flag set before, which has to stay, and once with what comes from outside. */
  void makeTwice(Runnable call) {
    Thread.currentThread().interrupt();
    call.run();
    assertTrue(Thread.currentThread().isInterrupted(), "the flag was lost");
    kept.incrementAndGet();
    Thread.interrupted(); // and now one from outside may come at any moment
    call.run();
  }

  /** Runs {@code work} on a thread of its own, and interrupts that until it ends. */
  static Tally during(boolean virtual, Work work) throws InterruptedException {
    Interrupts calls = new Interrupts();
    long sent = 0;
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    AtomicBoolean done = new AtomicBoolean();
    Thread caller =
        (virtual ? Thread.ofVirtual() : Thread.ofPlatform())
            .start(() -> {
              try {
                work.run(calls);
              } catch (Throwable thrown) {
                failure.set(thrown);
              } finally {
                done.set(true);
              }
            });
    Random random = new Random(26);
    while (!done.get()) {
      caller.interrupt();
      sent++;
      for (int i = random.nextInt(LONGEST_PAUSE); i > 0; i--) {
        Thread.onSpinWait();
      }
    }
    caller.join();
    if (failure.get() != null) {
      throw new AssertionError("an interrupt got through", failure.get());
    }
    return new Tally(sent, calls.kept.get());
  }
}
