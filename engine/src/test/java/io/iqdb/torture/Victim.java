package io.iqdb.torture;

import io.iqdb.Iqdb;
import io.iqdb.IqdbConfig;
import io.iqdb.types.DistanceMetric;
import io.iqdb.types.IndexKind;
import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * Opens a directory, tells and checks all that is in it, then writes with several threads until it
 * is killed. Whatever it did not expect ends it with status 3.
 */
public final class Victim {
  /** Threads that write. */
  static final int THREADS = 3;

  private static final long WATCH_NANOS = 500_000;

  private final Iqdb db;
  private final Records records;
  private final long seed;
  private final int round;
  private final Operations.Style style;
  private final Event.Sink events;

  private Victim(Iqdb db, long seed, int round, Operations.Style style, Event.Sink events) {
    this.db = db;
    this.records = new Records(db.config().dimension());
    this.seed = seed;
    this.round = round;
    this.style = style;
    this.events = events;
  }

  /**
   * Directory, dimension, metric, seed, round, {@code work} or {@code check}, whether a victim
   * before saw a database there, and the style of the operations.
   */
  public static void main(String[] arguments) {
    Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> end(failure));
    Event.Sink events = Event.Sink.standardOutput();
    IqdbConfig config =
        new IqdbConfig(
            Integer.parseInt(arguments[1]), DistanceMetric.valueOf(arguments[2]), IndexKind.FLAT);
    long seed = Long.parseLong(arguments[3]);
    Path path = Path.of(arguments[0]);
    if (Boolean.parseBoolean(arguments[6])) {
      StateCheck.requireUndamaged(path);
    }
    Operations.Style style = Operations.Style.valueOf(arguments[7]);
    boolean merging = style == Operations.Style.MERGING;
    Copies.requireWholeOrNone(path);
    events.send(Event.Kind.OPENING, 0);
    long begun = System.nanoTime();
    Iqdb db = Iqdb.open(path, config, merging ? Setting.merging(seed) : Setting.options(seed));
    events.send(Event.Kind.OPENED, System.nanoTime() - begun);
    Victim victim = new Victim(db, seed, Integer.parseInt(arguments[4]), style, events);
    victim.tell();
    StateCheck.requireUndamaged(path);
    if (merging) {
      StateCheck.requireNothingUnnamed(path);
      db.mergePolicy(Setting.eager(seed));
    }
    events.send(Event.Kind.READY, 0);
    if (arguments[5].equals("check")) {
      db.close();
      events.send(Event.Kind.DONE, 0);
    } else {
      victim.work();
    }
  }

  private static void end(Throwable failure) {
    failure.printStackTrace(System.err);
    Runtime.getRuntime().halt(3);
  }

  private void tell() {
    events.send(Event.Kind.REPLAYED, db.recovery().framesReplayed());
    events.send(Event.Kind.CUT, db.recovery().bytesCut());
    Map<VectorId, VectorRecord> all = StateCheck.contents(db, records, seed);
    for (VectorRecord record : all.values()) {
      Records.Place place = Records.Place.of(record.id());
      events.send(Event.Kind.RECORD, place.thread(), place.slot(), Records.fingerprint(record));
    }
    for (int thread = 0; thread < THREADS; thread++) {
      for (int kind : new int[] {Marks.BATCH, Marks.BULK}) {
        events.send(Event.Kind.MARK, thread, kind, Marks.stored(db, thread, kind));
      }
    }
  }

  private void work() {
    for (int i = 0; i < THREADS; i++) {
      int thread = i;
      Thread.ofPlatform().name("writer-" + i).start(() -> write(thread));
    }
    Thread.ofPlatform().name("searcher").start(this::search);
    Thread.ofPlatform().name("watcher").start(this::watch);
  }

  private void write(int thread) {
    Operations operations = new Operations(seed, round, thread, style);
    Applier applier = new Applier(db, records, thread);
    for (int n = 0; ; n++) {
      int number = n;
      events.send(Event.Kind.START, thread, number, 0);
      long result =
          applier.apply(
              operations.at(number),
              read -> events.send(Event.Kind.PROGRESS, thread, number, read));
      events.send(Event.Kind.ACK, thread, number, result);
    }
  }

  private void watch() {
    int told = 0;
    while (true) {
      int running = db.merges().running().size();
      if (running != told) {
        events.send(Event.Kind.MERGING, running);
        told = running;
      }
      LockSupport.parkNanos(WATCH_NANOS);
    }
  }

  private void search() {
    for (long n = 0; ; n++) {
      StateCheck.searchBesideWriters(db, records, Mix.of(seed, 4, n));
    }
  }
}
