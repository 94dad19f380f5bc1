package io.iqdb.store.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One run of a {@link CrashLab}. The caller's thread enumerates, the pool verifies; deeper levels
 * are enumerated by the thread that verifies.
 */
final class Exploration {
  private static final int IN_FLIGHT = 512;
  private static final int REPORTED = 5;

  private final CrashLab lab;
  private final HashSet128 images = new HashSet128();

  /** By depth: images with the ledger under which they were verified. */
  private final List<HashSet128> verified = new ArrayList<>();

  private final AtomicLongArray states;
  private final AtomicLong recoveries = new AtomicLong();
  private final AtomicLong bounded = new AtomicLong();
  private final AtomicLong violationCount = new AtomicLong();
  private final List<Violation> violations = new ArrayList<>();

  Exploration(CrashLab lab) {
    this.lab = lab;
    this.states = new AtomicLongArray(lab.depth());
    for (int level = 0; level < lab.depth(); level++) {
      verified.add(new HashSet128());
    }
  }

  CrashReport explore(OperationLog log) {
    long begun = System.nanoTime();
    Level top = new Level(log, List.of(), "", "");
    if (lab.threads() == 1) {
      walk(top, 0, Runnable::run);
    } else {
      walkInParallel(top);
    }
    return report(log, System.nanoTime() - begun);
  }

  private void walkInParallel(Level top) {
    Semaphore slots = new Semaphore(IN_FLIGHT);
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(lab.threads())) {
      walk(
          top,
          0,
          verification -> {
            slots.acquireUninterruptibly();
            pool.execute(() -> {
              try {
                verification.run();
              } catch (Throwable e) {
                failure.compareAndSet(null, e);
              } finally {
                slots.release();
              }
            });
          });
    }
    if (failure.get() != null) {
      throw new IllegalStateException("the exploration itself failed", failure.get());
    }
  }

  /** A log whose crash states are explored, and what led to it. */
  private record Level(OperationLog log, List<Op> marks, String path, String description) {}

  private interface Dispatch {
    void submit(Runnable verification);
  }

  private void walk(Level level, int depth, Dispatch dispatch) {
    int cut =
        CrashStates.walk(level.log(), lab.model(), lab.bounds(), new Walk(level, depth, dispatch));
    bounded.addAndGet(cut);
  }

  /** Chooses the images of one level that were not verified under the same ledger. */
  private final class Walk implements CrashStates.Visitor {
    private final Level level;
    private final int depth;
    private final Dispatch dispatch;
    private final List<Op> ops;
    private List<Op> marks;
    private Hash128 promised = Hash128.ZERO;
    private int seen;
    private boolean begun = lab.since() == CrashLab.NEVER_MIND;

    Walk(Level level, int depth, Dispatch dispatch) {
      this.level = level;
      this.depth = depth;
      this.dispatch = dispatch;
      this.ops = level.log().ops();
      this.marks = level.marks();
      marks.forEach(this::note);
      if (depth > 0) { // a recovery that did nothing leads back to where it began
        verified.get(depth).add(key(level.log().base().hash()));
      }
    }

    private Hash128 key(Hash128 image) {
      return Hash128.of(image.high(), image.low(), promised.high(), promised.low());
    }

    /**
     * At depth 0 prefixes come in order, so an image that returns with the same acknowledgements
     * has more starts, and its verdict stands. Deeper levels come in any order.
     */
    private void note(Op mark) {
      if (mark instanceof Op.Ack ack) {
        promised = promised.plus(Hash128.of(ack.operation(), 1));
      } else if (depth > 0 && mark instanceof Op.Start start) {
        promised = promised.plus(Hash128.of(start.operation(), 2));
      }
    }

    @Override
    public boolean wants(int prefix, Hash128 hash) {
      for (; seen < prefix; seen++) {
        Op op = ops.get(seen);
        if (op instanceof Op.Start || op instanceof Op.Ack) {
          List<Op> more = new ArrayList<>(marks);
          more.add(op);
          marks = List.copyOf(more);
          note(op);
          begun |= op instanceof Op.Start start && start.operation() == lab.since();
        }
      }
      if (violationCount.get() >= lab.enough() || (depth == 0 && !begun)) {
        return false;
      }
      if (images.add(hash)) {
        states.incrementAndGet(depth);
      }
      return verified.get(depth).add(key(hash));
    }

    @Override
    public void visit(int prefix, SimImage image) {
      List<Op> marksAtCrash = marks;
      dispatch.submit(() -> verify(level, depth, image, marksAtCrash));
    }
  }

  private void verify(Level level, int depth, SimImage image, List<Op> marks) {
    String path = level.path().isEmpty() ? image.id() : level.path() + "/" + image.id();
    SimDirectory disk = SimDirectory.of(image);
    recoveries.incrementAndGet();
    try {
      lab.verifier().verify(disk, new Ledger(disk.log(), marks));
    } catch (Throwable e) {
      report(new Violation(path, level.description() + image.describe(), e));
      return;
    }
    if (depth + 1 < lab.depth() && isSampled(image, depth)) {
      String description = level.description() + image.describe() + "\n    then recovery, ";
      walk(new Level(disk.log(), marks, path, description), depth + 1, Runnable::run);
    }
  }

  private boolean isSampled(SimImage image, int depth) {
    int oneIn = depth < lab.oneIn().size() ? lab.oneIn().get(depth) : 1;
    return Long.remainderUnsigned(image.hash().high() ^ lab.bounds().seed(), oneIn) == 0;
  }

  private void report(Violation violation) {
    violationCount.incrementAndGet();
    synchronized (violations) {
      if (violations.size() < REPORTED) {
        violations.add(violation);
      }
    }
  }

  private CrashReport report(OperationLog log, long nanos) {
    List<Long> statesByDepth = new ArrayList<>();
    for (int depth = 0; depth < lab.depth(); depth++) {
      statesByDepth.add(states.get(depth));
    }
    synchronized (violations) {
      return new CrashReport(
          lab.model(),
          log.size(),
          statesByDepth,
          recoveries.get(),
          bounded.get(),
          nanos,
          violationCount.get(),
          List.copyOf(violations));
    }
  }
}
