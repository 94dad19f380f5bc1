package io.iqdb.store.sim;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Which calls of a {@link SimDirectory} go wrong, and how. Calls are counted per rule, from 1, and
 * only those that the rule is about, so "the third sync" is a plan. A plan is used up by one run.
 * Safe for several threads.
 */
public final class FaultPlan {
  private final List<Rule> rules;

  @GuardedBy("this")
  private int fired;

  private FaultPlan(List<Rule> rules) {
    this.rules = rules;
  }

  /** Nothing goes wrong. */
  public static FaultPlan none() {
    return new FaultPlan(List.of());
  }

  /** The {@code nth} of {@code calls} goes wrong, once. */
  public static FaultPlan once(Set<Call> calls, int nth, Fault fault) {
    return new FaultPlan(List.of(new Counted(calls, fault, nth, nth)));
  }

  /** The {@code nth} of {@code calls} goes wrong, and all after it. */
  public static FaultPlan from(Set<Call> calls, int nth, Fault fault) {
    return new FaultPlan(List.of(new Counted(calls, fault, nth, Integer.MAX_VALUE)));
  }

  /** One in {@code oneIn} calls goes wrong, in one of these ways, decided by {@code seed}. */
  public static FaultPlan random(long seed, int oneIn, List<Fault> faults) {
    return new FaultPlan(List.of(new Random(new SplittableRandom(seed), oneIn, faults)));
  }

  /** Every call that changes the disk. */
  public static Set<Call> mutations() {
    Set<Call> calls = EnumSet.allOf(Call.class);
    calls.removeIf(call -> !call.mutates());
    return calls;
  }

  /** Every call. */
  public static Set<Call> allCalls() {
    return EnumSet.allOf(Call.class);
  }

  /** This plan and another one; where both strike at one call, this one does. */
  public synchronized FaultPlan and(FaultPlan other) {
    List<Rule> both = new ArrayList<>(rules);
    both.addAll(other.rules);
    return new FaultPlan(List.copyOf(both));
  }

  /** What goes wrong at this call, if anything. */
  synchronized @Nullable Fault next(Call call) {
    Fault chosen = null;
    for (Rule rule : rules) {
      Fault fault = rule.next(call);
      chosen = chosen == null ? fault : chosen;
    }
    fired += chosen == null ? 0 : 1;
    return chosen;
  }

  /** How often a fault struck; zero means that the run was shorter than the plan. */
  public synchronized int fired() {
    return fired;
  }

  private interface Rule {
    @Nullable Fault next(Call call);
  }

  private static final class Counted implements Rule {
    private final Set<Call> calls;
    private final Fault fault;
    private final int first;
    private final int last;
    private int seen;

    Counted(Set<Call> calls, Fault fault, int first, int last) {
      this.calls = Set.copyOf(calls);
      this.fault = fault;
      this.first = first;
      this.last = last;
    }

    @Override
    public @Nullable Fault next(Call call) {
      if (!calls.contains(call) || !fault.appliesTo(call)) {
        return null;
      }
      seen++;
      return first <= seen && seen <= last ? fault : null;
    }
  }

  private record Random(SplittableRandom random, int oneIn, List<Fault> faults) implements Rule {
    @Override
    public @Nullable Fault next(Call call) {
      Fault fault = faults.get(random.nextInt(faults.size()));
      return random.nextInt(oneIn) == 0 && fault.appliesTo(call) ? fault : null;
    }
  }
}
