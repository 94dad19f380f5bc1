package io.iqdb.interleaving;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.iqdb.Doors;
import io.iqdb.Snapshot;
import io.iqdb.WriteBatch;
import io.iqdb.policy.MergeSpec;
import io.iqdb.policy.SegmentDescription;
import io.iqdb.store.Directory;
import io.iqdb.store.sim.Bounds;
import io.iqdb.store.sim.CrashStates;
import io.iqdb.store.sim.SimDirectory;
import io.iqdb.store.sim.SimImage;
import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What happens under one seed, step by step. After every step fresh reads show the model, and each
 * snapshot that is held shows what the model was when it was taken. Used by one thread.
 */
final class Run {
  private static final int MOST_HELD = 4;
  private static final int MOST_GOING_ON = 5;

  private final long seed;
  private final Random random;
  private final Setting setting;
  private final Records records;
  private final Trace trace;
  private final @Nullable UnaryOperator<Directory> breakage;
  private final List<Move> moves = new ArrayList<>();
  private final List<Held> held = new ArrayList<>();
  private Model model = Model.empty();

  /** What the reader beside the writer was shown last. */
  private Model followed = Model.empty();

  private Life life;

  /** On sound disks, or on what {@code breakage} makes of them. */
  Run(long seed, @Nullable UnaryOperator<Directory> breakage) {
    this.seed = seed;
    this.random = new Random(seed);
    this.setting = new Setting(random);
    this.records = new Records(random);
    this.trace = new Trace();
    this.breakage = breakage;
    this.life = begin(SimDirectory.empty());
    addMoves();
  }

  private Life begin(SimDirectory disk) {
    return new Life(setting, disk, breakage, random.nextLong());
  }

  /** Does so many steps, and ends everything. */
  Trace go(int steps) {
    try {
      for (int step = 0; step < steps; step++) {
        step();
        check();
      }
      for (Held one : held) {
        one.check(records);
        one.checkOrders(3);
      }
      reopen(life.disk().image());
      check();
      end();
      return trace;
    } catch (Exception | AssertionError failure) {
      throw new AssertionError("-Diqdb.seed=" + seed + trace.tail(), failure);
    }
  }

  private void step() throws Exception {
    List<Move> possible = moves.stream().filter(move -> move.possible().getAsBoolean()).toList();
    int dice = random.nextInt(possible.stream().mapToInt(Move::weight).sum());
    for (Move move : possible) {
      dice -= move.weight();
      if (dice < 0) {
        trace.begin(move.name());
        trace.end(move.action().run());
        return;
      }
    }
  }

  private void check() {
    model.visible(setting.now()).check(life.db(), records);
    held.forEach(Held::checkRecords);
    if (!held.isEmpty()) {
      Held one = held.get(random.nextInt(held.size()));
      one.check(records);
      if (random.nextInt(5) == 0) {
        one.checkOrders(1 + random.nextInt(8));
      }
    }
    if (life.follower() != null) {
      followed.visible(setting.now()).checkRecords(life.follower());
    }
  }

  // ---- the moves

  private void may(int weight, String name, BooleanSupplier possible, Move.Action action) {
    moves.add(new Move(name, weight, possible, action));
  }

  private void addMoves() {
    may(18, "put", () -> true, () -> put(records.id()));
    may(8, "replace", () -> model.size() > 0, () -> put(known()));
    may(10, "delete", () -> true, this::delete);
    may(7, "batch", () -> true, this::batch);
    may(2, "delete by filter", () -> true, this::deleteOdd);
    may(5, "wait", () -> true, this::pass);
    may(4, "flush", () -> !life.flushes(), this::flush);
    may(5, "begin a flush", () -> room() && !life.flushes(), this::beginFlush);
    may(4, "begin a bulk load", this::room, this::beginBulk);
    may(10, "begin merges", this::mayMerge, this::beginMerges);
    may(1, "abort merges", () -> life.merges(), this::abort);
    may(3, "begin a checkpoint", () -> room() && !life.flushes(), this::beginCheckpoint);
    may(30, "advance", () -> life.isBusy(), this::advance);
    may(6, "take a snapshot", () -> held.size() < MOST_HELD, this::hold);
    may(3, "close a snapshot", () -> !held.isEmpty(), this::letGo);
    may(6, "iterate", () -> !held.isEmpty(), this::walk);
    may(4, "refresh a reader", () -> true, this::refresh);
    may(2, "crash", () -> true, this::crash);
    may(1, "reopen", () -> true, this::closeAndReopen);
  }

  private boolean room() {
    return life.goingOn() < MOST_GOING_ON;
  }

  private VectorId known() {
    return model.id(random.nextInt(model.size())).orElseThrow();
  }

  private String put(VectorId id) {
    VectorRecord record = records.record(id, setting.now());
    life.db().upsert(record);
    model.put(record);
    return id + " " + record.vector();
  }

  private String delete() {
    VectorId id = model.size() > 0 && random.nextInt(4) > 0 ? known() : records.id();
    boolean there = model.delete(id, setting.now());
    assertEquals(there, life.db().delete(id), "whether " + id + " was there to delete");
    return id + " " + there;
  }

  private String batch() {
    WriteBatch.Builder batch = WriteBatch.builder();
    int count = 1 + random.nextInt(5);
    for (int i = 0; i < count; i++) {
      if (random.nextInt(3) > 0) {
        VectorRecord record = records.record(records.id(), setting.now());
        batch.upsert(record);
        model.put(record);
      } else {
        VectorId gone = records.id();
        batch.delete(gone);
        model.delete(gone, setting.now());
      }
    }
    life.db().write(batch.build());
    return count + " changes";
  }

  private String deleteOdd() {
    long there = model.deleteAll(Records::isOdd, setting.now());
    assertEquals(there, life.db().deleteAll(Records.ODD), "deleted by filter");
    return there + " records";
  }

  private String pass() {
    setting.wait(random.nextInt(200));
    return "until " + setting.now();
  }

  private String flush() {
    life.db().flush();
    Doors.settle(life.db());
    return "";
  }

  private String beginFlush() {
    life.beginFlush();
    return "";
  }

  private String beginBulk() {
    List<VectorRecord> many = new ArrayList<>();
    for (int i = random.nextInt(12); i >= 0; i--) {
      many.add(records.record(records.id(), setting.now()));
    }
    life.beginBulk(many, model);
    return many.size() + " records";
  }

  private boolean mayMerge() {
    return room() && !life.merges() && !life.db().segments().isEmpty();
  }

  /** One or two, of some segments, in any order. */
  private String beginMerges() {
    List<Long> left =
        new ArrayList<>(life.db().segments().stream().map(SegmentDescription::number).toList());
    List<MergeSpec> specs = new ArrayList<>();
    for (int i = 1 + random.nextInt(2); i > 0 && !left.isEmpty(); i--) {
      List<Long> chosen = new ArrayList<>();
      for (int j = 1 + random.nextInt(3); j > 0 && !left.isEmpty(); j--) {
        chosen.add(left.remove(random.nextInt(left.size())));
      }
      specs.add(MergeSpec.requested(chosen, "step " + trace.steps()));
    }
    life.beginMerges(specs);
    return specs.stream().map(MergeSpec::segments).toList().toString();
  }

  private String abort() {
    life.abortMerges();
    return "";
  }

  private String beginCheckpoint() {
    life.beginCheckpoint(model, records);
    return "";
  }

  private String advance() throws Exception {
    return life.advance(random.nextInt(life.goingOn()));
  }

  private String hold() {
    Snapshot.Order order = random.nextBoolean() ? Snapshot.Order.ID : Snapshot.Order.INSERTION;
    Snapshot snapshot = life.db().snapshot();
    held.add(new Held(snapshot, model.visible(setting.now()), order));
    return "at " + snapshot.sequence();
  }

  private String letGo() {
    held.remove(random.nextInt(held.size())).close();
    Doors.settle(life.db());
    return held.size() + " are left";
  }

  private String walk() {
    held.get(random.nextInt(held.size())).walk(1 + random.nextInt(5));
    return "";
  }

  private String refresh() {
    life.refresh();
    followed = model.copy();
    return "";
  }

  // ---- one life after the other

  /** What goes on is lost; the database that crashed goes on beside it to its own end. */
  private String crash() throws Exception {
    SimImage left = CrashStates.one(life.disk().log(), setting.crash(), Bounds.DEFAULT, random);
    reopen(left);
    return left.id();
  }

  private String closeAndReopen() throws Exception {
    if (life.merges() && random.nextBoolean()) {
      life.abortMerges();
    }
    life.settle();
    reopen(null);
    return "";
  }

  /** Goes on with what is {@code left} after a crash, or behind an orderly end. */
  private void reopen(@Nullable SimImage left) throws Exception {
    Model now = model.copy();
    life.settle();
    check();
    Model last = model;
    end();
    model = left == null ? last : now;
    SimImage image =
        left == null
            ? CrashStates.one(life.disk().log(), setting.crash(), Bounds.DEFAULT, random)
            : left;
    life = begin(SimDirectory.of(image));
  }

  private void end() throws Exception {
    held.forEach(Held::close);
    held.clear();
    life.close();
    trace.disk(life.disk());
  }
}
