package io.iqdb.merge;

import io.iqdb.Await;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Time that stands still until a test lets an alarm ring. */
final class StagedTime implements MergeTime {
  private record Pending(long nanos, Runnable work, AtomicBoolean calledOff) implements Alarm {
    @Override
    public void off() {
      calledOff.set(true);
    }
  }

  private final AtomicLong now = new AtomicLong();
  private final LinkedBlockingQueue<Pending> alarms = new LinkedBlockingQueue<>();

  @Override
  public long nanos() {
    return now.get();
  }

  @Override
  public Alarm after(long nanos, Runnable work) {
    Pending set = new Pending(nanos, work, new AtomicBoolean());
    alarms.add(set);
    return set;
  }

  /**
   * Lets so much time pass as the alarm waits for that was set first, and was not called off, and
   * lets it ring. Waits where none was set.
   *
   * @return how much that was
   */
  long ring() throws InterruptedException {
    Pending next = alarms.take();
    while (next.calledOff().get()) {
      next = alarms.take();
    }
    now.addAndGet(next.nanos());
    next.work().run();
    return next.nanos();
  }

  /** Waits until an alarm is set. */
  void awaitSet() {
    Await.until("an alarm to be set", this::isSet);
  }

  /** Whether an alarm is set. */
  boolean isSet() {
    return alarms.stream().anyMatch(alarm -> !alarm.calledOff().get());
  }
}
