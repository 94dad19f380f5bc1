package io.iqdb;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.iqdb.error.ClosedException;
import io.iqdb.error.CollectionInUseException;
import io.iqdb.error.LimitExceededException;
import io.iqdb.error.NoSuchCollectionException;
import io.iqdb.error.Require;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The collections that are open, a bounded number of them: where another one is wanted, the one
 * that has been idle for longest is closed. Opening and closing happen outside the lock, and only
 * those who want the same collection, or its place, wait for them.
 */
final class CollectionPool {
  /** Opens a collection. */
  interface Opener {
    Iqdb open() throws Exception;
  }

  /** A place in the pool; {@code database} is null while it is being opened or closed. */
  private static final class Slot {
    @Nullable Iqdb database;
    int users;
    long lastUse;

    boolean isIdle() {
      return database != null && users == 0;
    }
  }

  private final int most;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  @GuardedBy("lock")
  private final Map<Long, Slot> slots = new HashMap<>();

  /** Collections that are being dropped, or are gone. */
  @GuardedBy("lock")
  private final Set<Long> retired = new HashSet<>();

  @GuardedBy("lock")
  private long uses;

  @GuardedBy("lock")
  private boolean closed;

  CollectionPool(int most) {
    this.most = most;
  }

  /**
   * Collection {@code number}, which {@code opener} opens where it is not open.
   *
   * @throws LimitExceededException where as many are in use as may be open
   */
  OpenCollection use(long number, Opener opener) throws Exception {
    Slot slot = new Slot();
    lock.lock();
    try {
      for (; ; ) {
        requireUsable(number);
        Slot present = slots.get(number);
        Iqdb open = present == null ? null : present.database;
        if (present != null && open != null && !open.isClosed()) {
          return lease(number, present, open);
        } else if (open != null) {
          slots.remove(number); // somebody closed the database itself
        } else if (present == null && slots.size() < most) {
          break;
        } else if (present != null || !closeIdlest()) {
          changed.awaitUninterruptibly();
        }
      }
      slots.put(number, slot);
    } finally {
      lock.unlock();
    }
    return open(number, slot, opener);
  }

  private OpenCollection open(long number, Slot slot, Opener opener) throws Exception {
    Iqdb opened;
    try {
      opened = opener.open();
    } catch (Exception | Error failure) {
      lock.lock();
      try {
        slots.remove(number);
        changed.signalAll();
      } finally {
        lock.unlock();
      }
      throw failure;
    }
    lock.lock();
    try {
      slot.database = opened;
      changed.signalAll();
      return lease(number, slot, opened);
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private OpenCollection lease(long number, Slot slot, Iqdb database) {
    slot.users++;
    slot.lastUse = ++uses;
    return new OpenCollection(database, () -> letGo(number, slot));
  }

  private void letGo(long number, Slot slot) {
    lock.lock();
    try {
      slot.users--;
      slot.lastUse = ++uses;
      changed.signalAll();
      if (slot.isIdle() && retired.contains(number)) {
        closeUnasked(number, slot);
      }
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private void requireUsable(long number) {
    if (closed) {
      throw new ClosedException("the catalog is closed");
    }
    if (retired.contains(number)) {
      throw new NoSuchCollectionException("the collection was dropped");
    }
  }

  /** Makes room; false where somebody else is about to. */
  @GuardedBy("lock")
  private boolean closeIdlest() {
    Optional<Map.Entry<Long, Slot>> victim =
        slots.entrySet().stream()
            .filter(entry -> entry.getValue().isIdle())
            .min(Comparator.comparingLong(entry -> entry.getValue().lastUse));
    if (victim.isPresent()) {
      closeUnasked(victim.get().getKey(), victim.get().getValue());
      return true;
    } else if (slots.values().stream().anyMatch(slot -> slot.database == null)) {
      return false;
    } else {
      throw new LimitExceededException(
          "all of the " + most + " collections that may be open (mostOpen) are in use");
    }
  }

  /** The same where nobody asked for it: what was acknowledged is in its log, if it fails. */
  @GuardedBy("lock")
  private void closeUnasked(long number, Slot slot) {
    RuntimeException failure = close(number, slot);
    if (failure != null) {
      System.getLogger("io.iqdb")
          .log(System.Logger.Level.WARNING, "closing a collection: " + failure.getMessage());
    }
  }

  /** Closes it outside the lock; its place is free then, and not before. */
  @GuardedBy("lock")
  private @Nullable RuntimeException close(long number, Slot slot) {
    Iqdb database = Require.nonNull(slot.database);
    slot.database = null;
    lock.unlock();
    RuntimeException failure = null;
    try {
      database.letGo();
    } catch (RuntimeException e) {
      failure = e;
    } finally {
      lock.lock();
      slots.remove(number);
      changed.signalAll();
    }
    return failure;
  }

  /**
   * Closes collection {@code number} and lets nobody use it any more.
   *
   * @throws CollectionInUseException where somebody does
   */
  void retire(long number) {
    lock.lock();
    try {
      requireUsable(number);
      Slot slot = slots.get(number);
      while (slot != null && slot.database == null) {
        changed.awaitUninterruptibly();
        requireUsable(number);
        slot = slots.get(number);
      }
      if (slot != null && slot.users > 0) {
        throw new CollectionInUseException("the collection is in use");
      }
      retired.add(number);
      if (slot != null) {
        close(number, slot); // what could not be flushed, on a full disk perhaps, is to go anyway
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Lets nobody use collections that another process dropped, all but {@code present}: those that
   * are idle are closed now, the others when their last user lets go of them.
   */
  void abandonAllBut(Set<Long> present) {
    lock.lock();
    try {
      for (Map.Entry<Long, Slot> slot : List.copyOf(slots.entrySet())) {
        boolean gone = !present.contains(slot.getKey());
        if (gone && retired.add(slot.getKey()) && slot.getValue().isIdle()) {
          closeUnasked(slot.getKey(), slot.getValue());
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** It is gone already: for the one who opens it and fails. Whoever waits for it is told so. */
  void forget(long number) {
    lock.lock();
    try {
      retired.add(number);
    } finally {
      lock.unlock();
    }
  }

  /** It was not dropped after all. */
  void reinstate(long number) {
    lock.lock();
    try {
      retired.remove(number);
    } finally {
      lock.unlock();
    }
  }

  /** Whether it is open now. */
  boolean isOpen(long number) {
    lock.lock();
    try {
      Slot slot = slots.get(number);
      return slot != null && slot.database != null && !slot.database.isClosed();
    } finally {
      lock.unlock();
    }
  }

  /** Whether anything was opened. */
  boolean wasUsed() {
    lock.lock();
    try {
      return uses > 0;
    } finally {
      lock.unlock();
    }
  }

  /** Closes all of them, used or not, whatever fails on the way. */
  void close() {
    RuntimeException first = null;
    lock.lock();
    try {
      closed = true;
      while (!slots.isEmpty()) {
        Optional<Map.Entry<Long, Slot>> next =
            slots.entrySet().stream().filter(slot -> slot.getValue().database != null).findFirst();
        if (next.isEmpty()) {
          changed.awaitUninterruptibly();
          continue;
        }
        RuntimeException failure = close(next.get().getKey(), next.get().getValue());
        if (first == null) {
          first = failure;
        } else if (failure != null) {
          first.addSuppressed(failure);
        }
      }
    } finally {
      lock.unlock();
    }
    if (first != null) {
      throw first;
    }
  }
}
