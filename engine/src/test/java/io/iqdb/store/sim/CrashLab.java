package io.iqdb.store.sim;

import java.util.ArrayList;
import java.util.List;

/**
 * Runs a workload once, then crashes it everywhere: every image that the model allows after every
 * operation is recovered and verified, and at depth 2 that recovery is crashed everywhere as well.
 * Immutable; each setting gives a new lab.
 *
 * @param workload what is crashed
 * @param verifier what recovers and judges
 * @param base what the workload finds on disk
 * @param model what a crash may take away
 * @param bounds how far the enumeration goes
 * @param depth 1 for crashes of the workload, 2 for crashes of the recovery too, and so on
 * @param oneIn of the recoveries at one depth, so many are crashed at the next, from depth 2 on
 * @param threads that verify
 * @param enough violations after which to stop
 * @param since the operation before whose start crashes are of no interest
 */
public record CrashLab(
    Workload workload,
    Verifier verifier,
    SimImage base,
    CrashModel model,
    Bounds bounds,
    int depth,
    List<Integer> oneIn,
    int threads,
    long enough,
    long since) {
  /** Crashes are of interest from the beginning. */
  static final long NEVER_MIND = Long.MIN_VALUE;

  /** A lab for {@link CrashModel#ORDERED} crashes of the workload, not of the recovery. */
  public static CrashLab of(Workload workload, Verifier verifier) {
    return new CrashLab(
        workload,
        verifier,
        SimImage.EMPTY,
        CrashModel.ORDERED,
        Bounds.DEFAULT,
        1,
        List.of(),
        1,
        Long.MAX_VALUE,
        NEVER_MIND);
  }

  /** The workload begins with this disk. */
  public CrashLab from(SimImage image) {
    return new CrashLab(
        workload, verifier, image, model, bounds, depth, oneIn, threads, enough, since);
  }

  /** Crashes take away what {@code newModel} allows. */
  public CrashLab model(CrashModel newModel) {
    return new CrashLab(
        workload, verifier, base, newModel, bounds, depth, oneIn, threads, enough, since);
  }

  /** Enumerates within other bounds. */
  public CrashLab bounds(Bounds newBounds) {
    return new CrashLab(
        workload, verifier, base, model, newBounds, depth, oneIn, threads, enough, since);
  }

  /**
   * Crashes recoveries too: at depth 2 every one, or one in {@code sampled[0]}; at depth 3 one in
   * {@code sampled[1]} of those, and so on.
   */
  public CrashLab depth(int newDepth, Integer... sampled) {
    return new CrashLab(
        workload,
        verifier,
        base,
        model,
        bounds,
        newDepth,
        List.of(sampled),
        threads,
        enough,
        since);
  }

  /** Verifies on so many threads. */
  public CrashLab threads(int newThreads) {
    return new CrashLab(
        workload, verifier, base, model, bounds, depth, oneIn, newThreads, enough, since);
  }

  /** Stops at the first violation. */
  public CrashLab untilFirstViolation() {
    return new CrashLab(workload, verifier, base, model, bounds, depth, oneIn, threads, 1, since);
  }

  /** Crashes only from the start of {@code operation} on. */
  public CrashLab since(long operation) {
    return new CrashLab(
        workload, verifier, base, model, bounds, depth, oneIn, threads, enough, operation);
  }

  /** Runs the workload on another directory than the plain disk. */
  CrashLab workload(Workload other) {
    return new CrashLab(other, verifier, base, model, bounds, depth, oneIn, threads, enough, since);
  }

  /**
   * Runs everything.
   *
   * @throws Exception what the workload threw; what the verifier threw is in the report
   */
  public CrashReport run() throws Exception {
    SimDirectory disk = SimDirectory.of(base);
    workload.run(disk, Ledger.of(disk));
    return new Exploration(this).explore(disk.log());
  }

  /** Goes to the crash state of a {@link Violation#path} and throws what the verifier throws. */
  public void reproduce(String path) throws Exception {
    SimDirectory disk = SimDirectory.of(base);
    workload.run(disk, Ledger.of(disk));
    List<Op> marks = new ArrayList<>();
    for (String id : path.split("/", -1)) {
      marks.addAll(disk.log().marks(CrashStates.prefix(id)));
      disk = SimDirectory.of(CrashStates.image(disk.log(), model, bounds, id));
      verifier.verify(disk, new Ledger(disk.log(), marks));
    }
  }
}
