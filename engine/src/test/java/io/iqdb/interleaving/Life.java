package io.iqdb.interleaving;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.iqdb.BulkOptions;
import io.iqdb.Doors;
import io.iqdb.Iqdb;
import io.iqdb.error.Require;
import io.iqdb.format.FileName;
import io.iqdb.merge.MergeControl;
import io.iqdb.policy.MergeRecord;
import io.iqdb.policy.MergeSpec;
import io.iqdb.recovery.Recovery;
import io.iqdb.store.Directory;
import io.iqdb.store.sim.CheckedDirectory;
import io.iqdb.store.sim.SimDirectory;
import io.iqdb.types.VectorRecord;
import io.iqdb.write.Commits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A database from one opening to its end, and what goes on in it beside the driver. Nothing that
 * pauses is left when it ends. Used by the driver.
 */
final class Life {
  /** What goes on, and what comes of it. */
  private record Busy(Actor actor, boolean flushes, boolean merges, After after) {}

  /** What is done, by the driver, when something is over. */
  private interface After {
    void run() throws Exception;
  }

  private final Setting setting;
  private final Baton baton = new Baton();
  private final SimDirectory disk;
  private final boolean sound;
  private final Iqdb db;
  private final List<Busy> busy = new ArrayList<>();

  /** By the first of its segments. */
  private final ConcurrentMap<Long, Actor> merges = new ConcurrentHashMap<>();

  private @Nullable Iqdb follower;

  /** On {@code disk}, as {@code breakage} leaves it where there is one. */
  Life(Setting setting, SimDirectory disk, @Nullable UnaryOperator<Directory> breakage, long seed) {
    this.setting = setting;
    this.disk = disk;
    this.sound = breakage == null;
    Directory used = breakage == null ? disk : breakage.apply(disk);
    Directory stepping = SteppingDirectory.database(used, baton);
    this.db =
        Doors.open(
            CheckedDirectory.of(stepping), Setting.CONFIG, setting.options(), setting.tuning(seed));
    Doors.watchMerges(db, this::atBatch);
  }

  Iqdb db() {
    return db;
  }

  SimDirectory disk() {
    return disk;
  }

  boolean isBusy() {
    return !busy.isEmpty();
  }

  /** Whether something goes on for which a flush, a checkpoint and a close would wait. */
  boolean flushes() {
    return busy.stream().anyMatch(Busy::flushes);
  }

  boolean merges() {
    return busy.stream().anyMatch(Busy::merges);
  }

  int goingOn() {
    return busy.size();
  }

  // ---- what goes on

  void beginFlush() {
    Actor actor = baton.start("flush", db::flush);
    busy.add(new Busy(actor, true, false, () -> {}));
  }

  /** The records are in the database, and with {@code model}, once it is over. */
  void beginBulk(List<VectorRecord> records, Model model) {
    Actor actor = baton.start("bulk load", () -> db.upsertAll(records, BulkOptions.defaults()));
    busy.add(new Busy(actor, false, false, () -> records.forEach(model::put)));
  }

  /** Merges all of {@code specs} at the same time. */
  void beginMerges(List<MergeSpec> specs) {
    for (MergeSpec spec : specs) {
      Actor actor = Baton.elsewhere("merge of " + spec.segments(), () -> record(spec) != null);
      merges.put(spec.segments().getFirst(), actor);
      busy.add(new Busy(actor, false, true, () -> merged(spec)));
    }
    List<List<MergeSpec>> plans = new ArrayList<>(List.of(specs)); // what is planned anew is none
    Doors.merge(db, _ -> plans.isEmpty() ? List.of() : plans.removeFirst());
    for (MergeSpec spec : specs) {
      baton.awaitPause(Require.nonNull(merges.get(spec.segments().getFirst())));
    }
  }

  private void atBatch(MergeControl control) {
    Actor actor = Require.nonNull(merges.get(control.spec().segments().getFirst()));
    baton.pause(actor, "batch behind " + control.bytes() + " bytes");
  }

  private @Nullable MergeRecord record(MergeSpec spec) {
    return db.merges().history().stream()
        .filter(record -> record.spec().equals(spec))
        .findFirst()
        .orElse(null);
  }

  private void merged(MergeSpec spec) {
    merges.remove(spec.segments().getFirst());
    MergeRecord record = Require.nonNull(record(spec));
    switch (record.outcome()) {
      case DONE, ABORTED, VOID -> {}
      case FAILED, REFUSED -> throw new AssertionError("a merge ended as " + record);
    }
  }

  /** What {@code model} is when the copy begins, is in the copy when it is over. */
  void beginCheckpoint(Model model, Records some) {
    SimDirectory target = SimDirectory.empty();
    List<Model> copied = new ArrayList<>();
    Runnable touched =
        () -> {
          if (copied.isEmpty()) {
            copied.add(model.copy());
          }
        };
    Directory stepping = SteppingDirectory.copy(CheckedDirectory.of(target), baton, touched);
    Actor actor = baton.start("checkpoint", () -> Doors.checkpoint(db, stepping));
    After after =
        () -> {
          stepping.close();
          try (Iqdb copy =
              Doors.open(
                  CheckedDirectory.of(target),
                  Setting.CONFIG,
                  setting.options(),
                  setting.tuning(0))) {
            copied.getFirst().visible(setting.now()).check(copy, some);
          }
        };
    busy.add(new Busy(actor, true, false, after));
  }

  /** Lets the one of this number go to its next pause, or its end; says where it is then. */
  String advance(int number) throws Exception {
    Busy one = busy.get(number);
    baton.step(one.actor());
    if (one.actor().isOver()) {
      busy.remove(one);
      Throwable failure = one.actor().failure();
      if (failure != null) {
        throw new AssertionError(one.actor() + " failed", failure);
      }
      one.after().run();
    }
    Doors.settle(db);
    return one.actor().toString();
  }

  /** Lets everything come to its end, one after the other. */
  void settle() throws Exception {
    while (isBusy()) {
      advance(0);
    }
  }

  /** Tells merges to stop where they are. */
  void abortMerges() {
    db.merges().abort();
  }

  // ---- somebody else who reads

  /** Takes a reader beside the writer to the newest state, opening it where there is none. */
  void refresh() {
    if (follower == null) {
      follower = Doors.openReadOnly(CheckedDirectory.of(disk), setting.options());
    } else {
      follower.refresh();
    }
  }

  @Nullable Iqdb follower() {
    return follower;
  }

  // ---- the end

  /** Ends it; what is left on the disk is what the newest manifest names, and nothing is open. */
  void close() throws Exception {
    settle();
    if (follower != null) {
      follower.close();
    }
    db.close();
    if (sound) {
      assertEquals(named(disk), disk.list(), "files behind a close");
    }
  }

  private static Set<FileName> named(Directory disk) throws IOException {
    return Commits.filesOf(Recovery.newest(disk).orElseThrow());
  }
}
