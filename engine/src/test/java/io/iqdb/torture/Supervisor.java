package io.iqdb.torture;

import io.iqdb.IqdbConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Kills victims at random, 5 to 500 ms after their first acknowledgement or sooner, on one
 * directory, round after round, and holds every next one to what those before acknowledged. Used by
 * one thread.
 */
final class Supervisor {
  private static final int LONGEST_OPENING_MILLIS = 60;
  private static final int LONGEST_MERGING_MILLIS = 60;
  private static final int SHORTEST_WORK_MILLIS = 5;
  private static final int LONGEST_WORK_MILLIS = 500;

  private final Path folder;
  private final long seed;
  private final IqdbConfig config;
  private final Records records;
  private final Operations.Style style;
  private final Figures figures;
  private final SplittableRandom random;
  private final List<Model> models = new ArrayList<>();

  /** What the victim of this round told of the database. */
  private final List<Map<Integer, Long>> fingerprints = new ArrayList<>();

  /** Whether a victim saw a database. */
  private boolean opened;

  /** Merges that ran by the last word of this round's victim. */
  private long merging;

  private final long[][] marks = new long[Victim.THREADS][2];

  /** For the directory {@code folder/database}, made by the first victim. */
  Supervisor(Path folder, long seed, Operations.Style style, Figures figures) {
    this.folder = folder;
    this.seed = seed;
    this.style = style;
    this.figures = figures;
    config = Setting.config(seed);
    records = new Records(config.dimension());
    random = new SplittableRandom(Mix.of(seed, 5));
    for (int thread = 0; thread < Victim.THREADS; thread++) {
      models.add(new Model(thread, records));
      fingerprints.add(new HashMap<>());
    }
  }

  /** Kills {@code rounds} victims, then lets one open and close in peace. */
  void run(int rounds) throws IOException, InterruptedException {
    for (int round = 1; round <= rounds; round++) {
      kill(round);
    }
    check(rounds + 1);
    Event replayed =
        check(rounds + 2).stream()
            .filter(event -> event.kind() == Event.Kind.REPLAYED)
            .findFirst()
            .orElseThrow();
    if (replayed.value() != 0) {
      throw new AssertionError("a database that was closed had a log to replay");
    }
  }

  private void kill(int round) throws IOException, InterruptedException {
    long roundSeed = Mix.of(seed, round);
    Event.Kind mark =
        switch (random.nextInt(6)) {
          case 0 -> Event.Kind.OPENING;
          case 1 -> Event.Kind.READY;
          default -> style == Operations.Style.MERGING ? Event.Kind.MERGING : Event.Kind.ACK;
        };
    int millis =
        switch (mark) {
          case OPENING -> random.nextInt(LONGEST_OPENING_MILLIS);
          case MERGING -> random.nextInt(LONGEST_MERGING_MILLIS);
          default -> random.nextInt(SHORTEST_WORK_MILLIS, LONGEST_WORK_MILLIS);
        };
    begin();
    boolean worked = false;
    boolean doomed = false;
    try (JavaProcess victim = victim(roundSeed, round, "work")) {
      for (Optional<Event> next = Event.read(victim.output());
          next.isPresent();
          next = Event.read(victim.output())) {
        Event event = next.get();
        if (event.kind() == mark && !doomed) {
          doomed = true;
          CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS).execute(victim::kill);
        }
        worked |= event.kind() == Event.Kind.READY;
        accept(event, roundSeed, round);
      }
      if (victim.waitFor() != JavaProcess.KILLED) {
        throw failure(round, victim.errors(), null);
      }
    } catch (AssertionError violation) {
      throw failure(round, "the supervisor found a violation", violation);
    }
    figures.left(temporaries());
    if (worked) {
      figures.killedAtWork(merging > 0);
      models.forEach(model -> figures.met(model.underWay()));
    } else {
      figures.killedWhileOpening();
    }
  }

  /** Opens and closes; returns what it told. */
  private List<Event> check(int round) throws IOException, InterruptedException {
    long roundSeed = Mix.of(seed, round);
    List<Event> events = new ArrayList<>();
    begin();
    try (JavaProcess victim = victim(roundSeed, round, "check")) {
      for (Optional<Event> next = Event.read(victim.output());
          next.isPresent();
          next = Event.read(victim.output())) {
        accept(next.get(), roundSeed, round);
        events.add(next.get());
      }
      if (victim.waitFor() != 0) {
        throw failure(round, victim.errors(), null);
      }
    } catch (AssertionError violation) {
      throw failure(round, "the supervisor found a violation", violation);
    }
    return events;
  }

  private JavaProcess victim(long roundSeed, int round, String task) throws IOException {
    return JavaProcess.start(
        folder,
        Victim.class,
        folder.resolve("database"),
        config.dimension(),
        config.metric(),
        roundSeed,
        round,
        task,
        opened,
        style);
  }

  /** Files that the victim had not published. */
  private long temporaries() throws IOException {
    Path database = folder.resolve("database");
    if (!Files.isDirectory(database)) {
      return 0;
    }
    try (Stream<Path> all = Files.list(database)) {
      return all.filter(path -> String.valueOf(path.getFileName()).startsWith("tmp-")).count();
    }
  }

  private void begin() {
    merging = 0;
    fingerprints.forEach(Map::clear);
  }

  private void accept(Event event, long roundSeed, int round) {
    int thread = event.thread();
    switch (event.kind()) {
      case OPENING, DONE -> {}
      case OPENED -> figures.opened(event.value());
      case REPLAYED -> figures.replayed(event.value());
      case CUT -> figures.cut(event.value());
      case RECORD -> fingerprints.get(thread).put(event.number(), event.value());
      case MARK -> marks[thread][event.number()] = event.value();
      case READY -> verify();
      case MERGING -> merging = event.value();
      case START -> {
        Operations operations = new Operations(roundSeed, round, thread, style);
        models.get(thread).started(operations.at(event.number()));
      }
      case PROGRESS -> models.get(thread).progressed(event.value());
      case ACK -> {
        models.get(thread).acknowledged(event.value());
        figures.acknowledged();
      }
    }
  }

  private void verify() {
    for (int thread = 0; thread < Victim.THREADS; thread++) {
      State.Dump found =
          new State.Dump(
              Map.copyOf(fingerprints.get(thread)),
              marks[thread][Marks.BATCH],
              marks[thread][Marks.BULK]);
      models.get(thread).recovered(found);
    }
    opened = true;
    figures.allVerified();
  }

  private AssertionError failure(int round, String what, @Nullable Throwable cause) {
    return new AssertionError(
        "seed " + seed + ", round " + round + " in " + folder + ": " + what, cause);
  }
}
