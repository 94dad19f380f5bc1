package io.iqdb.merge;

import io.iqdb.error.ClosedException;
import io.iqdb.error.CorruptFileException;
import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import io.iqdb.policy.MergePolicy;
import io.iqdb.policy.MergeProgress;
import io.iqdb.policy.MergeRecord;
import io.iqdb.policy.MergeRecord.Outcome;
import io.iqdb.policy.MergeScheduling;
import io.iqdb.policy.MergeSpec;
import io.iqdb.policy.NoMergePolicy;
import io.iqdb.policy.SegmentDescription;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is merged, and what is next: jobs before upkeep, small merges before large ones, one large
 * one at a time, never two of one segment, never beyond the memory that merges may take. Used under
 * the lock of its scheduler.
 */
final class MergeAgenda {
  /** Specs whose refusal is remembered, so that the history is not full of them. */
  private static final int REMEMBERED = 64;

  private final MergeTarget target;
  private final MergePace pace;
  private final MergeHistory history;
  private final MergeTime time;
  private final List<RunningMerge> running = new ArrayList<>();
  private final Deque<MergeJob> jobs = new ArrayDeque<>();
  private final Set<List<Long>> refused = new LinkedHashSet<>();
  private final Set<Long> damaged = new HashSet<>();
  private final Backoff backoff = new Backoff();

  /** Segments that would be gone if the last plan of the policy were carried out. */
  private volatile int debt;

  MergeAgenda(MergeTarget target, MergePace pace, MergeHistory history, MergeTime time) {
    this.target = target;
    this.pace = pace;
    this.history = history;
    this.time = time;
  }

  /** What came of choosing. */
  sealed interface Next {
    /** This one begins now; it is registered. */
    record Begin(RunningMerge merge) implements Next {}

    /** Nothing, until something changes. */
    record Nothing() implements Next {}

    /** Nothing, and choosing failed. */
    record Failed(Throwable failure) implements Next {}
  }

  /**
   * Chooses and registers what is merged next.
   *
   * @param policy asked where no job is waiting and {@code upkeep} is wanted
   * @param paused whether only jobs begin that do not wait for anybody
   * @param atBatch for the control of what is chosen
   */
  Next next(MergePolicy policy, boolean upkeep, boolean paused, Consumer<MergeControl> atBatch) {
    while (!jobs.isEmpty()) {
      MergeJob job = jobs.getFirst();
      if (paused && !job.urgent()) {
        return new Next.Nothing();
      }
      RunningMerge next = next(job, atBatch);
      if (next != null) {
        return new Next.Begin(next);
      }
      if (job.settle()) {
        jobs.remove(job);
      } else if (!job.unplanned() || !running.isEmpty()) {
        return new Next.Nothing(); // it waits for what runs
      }
    }
    boolean may = upkeep && !paused && !(policy instanceof NoMergePolicy);
    return may && !backoff.stopped() && !backoff.waiting(time.nanos())
        ? nextOfUpkeep(policy, atBatch)
        : new Next.Nothing();
  }

  private @Nullable RunningMerge next(MergeJob job, Consumer<MergeControl> atBatch) {
    try {
      if (job.unplanned()) {
        if (!running.isEmpty()) {
          return null;
        }
        plan(job);
      }
      return choose(job.pending(), job, atBatch);
    } catch (MergeVoidException gone) {
      job.replan();
    } catch (ClosedException ended) {
      job.end(MergeJob.State.CANCELLED, ended);
    } catch (IOException | RuntimeException | Error failure) {
      job.end(MergeJob.State.FAILED, failure); // an error, too: whoever waits has to hear of it
    }
    return null;
  }

  private void plan(MergeJob job) throws IOException {
    debt = 0; // upkeep waits for the job, and no writer for that
    List<SegmentDescription> segments = target.segments();
    List<MergeSpec> specs = job.plan(segments);
    MergeFit.validate(specs, segments, Set.of());
    List<MergeSpec> fitting = fitting(specs, job);
    long bytes = 0;
    for (MergeSpec spec : fitting) {
      bytes += target.needs(spec.segments()).bytesOut();
    }
    job.planned(fitting, bytes);
  }

  private Next nextOfUpkeep(MergePolicy policy, Consumer<MergeControl> atBatch) {
    try {
      List<SegmentDescription> segments = target.segments();
      Set<Long> taken = new HashSet<>(damaged);
      running.forEach(merge -> taken.addAll(merge.spec().segments()));
      List<MergeSpec> specs = policy.plan(segments, Set.copyOf(taken));
      MergeFit.validate(specs, segments, taken);
      List<MergeSpec> fitting = fitting(specs, null);
      debt = fitting.stream().mapToInt(spec -> spec.segments().size() - 1).sum();
      RunningMerge chosen = choose(fitting, null, atBatch);
      return chosen == null ? new Next.Nothing() : new Next.Begin(chosen);
    } catch (ClosedException ended) {
      return new Next.Nothing();
    } catch (MergeVoidException changed) {
      return new Next.Nothing(); // and whoever changed it considers merging next
    } catch (IOException | RuntimeException | Error failure) {
      return new Next.Failed(failure); // what a policy throws ends this round, whatever it is
    }
  }

  /** What of {@code specs} can be done with the memory that merges may take; tells {@code job}. */
  private List<MergeSpec> fitting(List<MergeSpec> specs, @Nullable MergeJob job)
      throws IOException {
    List<MergeSpec> all = new ArrayList<>();
    long memory = pace.scheduling().memoryBytes();
    for (MergeSpec spec : specs) {
      List<MergeSpec> fitting = MergeFit.within(memory, spec, target);
      all.addAll(fitting);
      if (!fitting.isEmpty()) {
        continue;
      }
      MergeNeeds needs = target.needs(spec.segments());
      String why = "needs " + needs.memory() + " bytes of memory, of " + memory + " at most";
      if (job != null) {
        job.refused(why);
      }
      if (refused.size() < REMEMBERED && refused.add(spec.segments())) {
        history.add(refusal(spec, needs, why));
      }
    }
    return all;
  }

  /** The line of the history of a merge that does not begin. */
  private MergeRecord refusal(MergeSpec spec, MergeNeeds needs, String why) {
    return new MergeRecord(
        spec,
        spec.segments().size(),
        Outcome.REFUSED,
        target.millis(),
        0,
        0,
        needs.bytesIn(),
        0,
        needs.rowsIn(),
        0,
        0,
        why);
  }

  /** The smallest of {@code specs} that may run beside what runs. */
  private @Nullable RunningMerge choose(
      List<MergeSpec> specs, @Nullable MergeJob job, Consumer<MergeControl> atBatch)
      throws IOException {
    MergeScheduling scheduling = pace.scheduling();
    if (running.size() >= scheduling.threads()) {
      return null;
    }
    long memory = scheduling.memoryBytes();
    boolean large = false;
    for (RunningMerge merge : running) {
      memory -= merge.needs().memory();
      large |= merge.needs().bytesOut() >= scheduling.largeBytes();
    }
    MergeSpec smallest = null;
    MergeNeeds least = null;
    for (MergeSpec spec : specs) {
      MergeNeeds needs = target.needs(spec.segments());
      boolean second = large && needs.bytesOut() >= scheduling.largeBytes();
      boolean may = running.isEmpty() || (needs.memory() <= memory && !second);
      if (may && (least == null || needs.bytesOut() < least.bytesOut())) {
        smallest = spec;
        least = needs;
      }
    }
    return smallest == null || least == null ? null : begin(smallest, least, job, atBatch);
  }

  private RunningMerge begin(
      MergeSpec spec, MergeNeeds needs, @Nullable MergeJob job, Consumer<MergeControl> atBatch) {
    MergeControl control = new MergeControl(spec, needs, target.millis(), pace, atBatch);
    RunningMerge merge = new RunningMerge(spec, needs, control, job);
    running.add(merge);
    if (job != null) {
      job.started(spec);
    }
    return merge;
  }

  /**
   * A merge is over.
   *
   * @return how long upkeep holds off for it; 0 where it does not, or has stopped
   */
  long ended(RunningMerge merge, MergeRecord record, @Nullable Throwable cause) {
    Outcome outcome = record.outcome();
    running.remove(merge);
    history.add(record);
    long wait = 0;
    if (cause != null && outcome == Outcome.FAILED) {
      setAside(merge.spec(), cause);
      wait = failed(cause, merge.job() == null);
    } else if (outcome == Outcome.DONE) {
      backoff.reset();
    }
    MergeJob job = merge.job();
    if (job != null) {
      job.ended(merge.control().bytes());
      switch (outcome) {
        case DONE, REFUSED -> {}
        case VOID -> job.replan();
        case ABORTED -> {
          if (cause instanceof MergeAbortedException) {
            job.replan(); // it had to make way, or it is over already
          } else {
            job.end(MergeJob.State.CANCELLED, cause);
          }
        }
        case FAILED -> job.end(MergeJob.State.FAILED, cause);
      }
      if (job.settle()) {
        jobs.remove(job);
      }
    }
    return wait;
  }

  /**
   * Something failed.
   *
   * @param upkeep whether nobody had asked for it
   * @return how long upkeep holds off for it; 0 where it has stopped
   */
  long failed(Throwable failure, boolean upkeep) {
    debt = 0; // no writer waits for what nobody does
    return backoff.failed(failure, upkeep, time.nanos());
  }

  /** Keeps upkeep away from the segment in which a merge met damage. */
  private void setAside(MergeSpec spec, Throwable cause) {
    if (cause instanceof CorruptFileException damage) {
      List<Long> named =
          spec.segments().stream()
              .filter(
                  number -> FileName.of(FileKind.SEGMENT, number).toString().equals(damage.file()))
              .toList();
      damaged.addAll(named.isEmpty() ? spec.segments() : named);
    }
  }

  /** Segments that wait to be merged, by the last plan of the policy. Any thread. */
  int debt() {
    return debt;
  }

  /** Holds the merges that run, or lets them go on; urgent ones wait for nobody. */
  void pause(boolean hold) {
    for (RunningMerge merge : running) {
      MergeJob job = merge.job();
      if (job == null || !job.urgent()) {
        merge.control().pause(hold);
      }
    }
  }

  /** Bytes that the merges of {@code job} have written that run. */
  long bytesOf(MergeJob job) {
    return running.stream()
        .filter(merge -> merge.job() == job)
        .mapToLong(merge -> merge.control().bytes())
        .sum();
  }

  /** How far the merges are that run. */
  List<MergeProgress> progress(boolean paused) {
    return running.stream().map(merge -> merge.control().progress(paused)).toList();
  }

  /** Adds {@code job} behind the others, or before them where merges make way for it. */
  void add(MergeJob job) {
    if (job.urgent()) {
      jobs.addFirst(job);
      running.forEach(merge -> merge.control().abort());
    } else {
      jobs.addLast(job);
    }
  }

  /**
   * Ends a job, or all of them where it is null, and its merges, or all.
   *
   * @param why they fail, or null where somebody wanted it
   */
  void cancel(@Nullable MergeJob job, @Nullable Throwable why) {
    for (MergeJob one : List.copyOf(jobs)) {
      if (job == null || one == job) {
        one.end(MergeJob.State.CANCELLED, why);
        if (one.settle()) {
          jobs.remove(one);
        }
      }
    }
    for (RunningMerge merge : running) {
      if (job == null || merge.job() == job) {
        merge.control().abort();
      }
    }
  }

  /** Forgets failures and damage: they are worth another try. */
  void forgive() {
    backoff.reset();
    damaged.clear();
    refused.clear();
  }

  /** Forgets what was refused: the reason may be gone. */
  void forgetRefusals() {
    refused.clear();
  }

  /** What keeps merging from going on, if anything does. */
  Optional<MergeTrouble> trouble() {
    Throwable last = backoff.last();
    if (last == null && damaged.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new MergeTrouble(
            backoff.failures(),
            Optional.ofNullable(last),
            !backoff.stopped() && backoff.waiting(time.nanos()),
            backoff.stopped(),
            damaged));
  }
}
