package io.iqdb.interleaving;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets one thread go at a time: the driver, who made this, or one actor, to whom the driver hands
 * over and for whom it waits. Threads of an actor pause only where they hold nothing that the
 * driver may wait for. With that, threads decide nothing: the driver does.
 */
final class Baton {
  /** Between two looks whether somebody else's thread is done; decides nothing. */
  private static final long LOOK_NANOS = 20_000;

  /** So long no step takes: somebody waits for a lock that a paused actor holds. */
  private static final long STUCK_NANOS = TimeUnit.MINUTES.toNanos(5);

  private final Thread driver = Thread.currentThread();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  @GuardedBy("lock")
  private @Nullable Actor current;

  /** An actor with a thread of its own; it does nothing before its first turn. */
  Actor start(String name, Actor.Body body) {
    Actor actor = new Actor(name, null);
    Thread.ofPlatform().daemon().name(name).start(() -> run(actor, body));
    return actor;
  }

  private void run(Actor actor, Actor.Body body) {
    Throwable failure = null;
    try {
      pause(actor, "start");
      body.run();
    } catch (Throwable thrown) {
      failure = thrown;
    }
    lock.lock();
    try {
      actor.ends(failure);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The thread of {@code actor}, which somebody else started, waits for its turn. */
  void pause(Actor actor, String where) {
    lock.lock();
    try {
      actor.pauses(where);
      changed.signalAll();
      while (!actor.isGranted()) {
        changed.awaitUninterruptibly();
      }
      actor.goesOn();
    } finally {
      lock.unlock();
    }
  }

  /** The actor whose turn it is waits for its next one; the driver just goes on. */
  void pause(String where) {
    if (driver.equals(Thread.currentThread())) {
      return;
    }
    Actor self;
    lock.lock();
    try {
      self = current;
    } finally {
      lock.unlock();
    }
    if (self == null) {
      throw new IllegalStateException(Thread.currentThread() + " goes without a turn, " + where);
    }
    pause(self, where);
  }

  /** Lets {@code actor} go until it pauses or is over. */
  void step(Actor actor) {
    lock.lock();
    try {
      current = actor;
      actor.grant();
      changed.signalAll();
      awaitPause(actor);
      current = null;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until {@code actor} is not under way, whoever starts its thread. */
  void awaitPause(Actor actor) {
    long begun = System.nanoTime();
    lock.lock();
    try {
      while (!actor.waits() && !actor.isOver()) {
        changed.awaitNanos(actor.endsElsewhere() ? LOOK_NANOS : STUCK_NANOS);
        if (!actor.waits()) {
          actor.lookForTheEnd();
        }
        if (System.nanoTime() - begun > STUCK_NANOS) {
          throw new AssertionError(actor + " does not get on");
        }
      }
    } catch (InterruptedException e) {
      throw new AssertionError("nobody interrupts the driver", e);
    } finally {
      lock.unlock();
    }
  }

  /** An actor of somebody else's thread. */
  static Actor elsewhere(String name, BooleanSupplier ended) {
    return new Actor(name, ended);
  }
}
