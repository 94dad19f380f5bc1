package io.iqdb.store.sim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Walks through every image that a crash may leave, after each prefix of an operation log and for
 * one model. Images are made one at a time and share their bytes. Used by one thread.
 */
public final class CrashStates {
  /** Sees the images of a walk. */
  interface Visitor {
    /** Whether the image of this hash, possible after {@code prefix} operations, is of interest. */
    boolean wants(int prefix, Hash128 hash);

    /** One that is. */
    void visit(int prefix, SimImage image);
  }

  private final OperationLog log;
  private final CrashModel model;
  private final Bounds bounds;
  private final Map<Integer, FileChoices> files = new HashMap<>();
  private final NameChoices names;
  private int boundedPrefixes;

  private CrashStates(OperationLog log, CrashModel model, Bounds bounds) {
    this.log = log;
    this.model = model;
    this.bounds = bounds;
    NavigableMap<SimName, Integer> numbers = new TreeMap<>();
    log.base()
        .all()
        .forEach((name, content) -> {
          files.put(numbers.size(), new FileChoices(model, bounds, content));
          numbers.put(name, numbers.size());
        });
    this.names = new NameChoices(model, bounds, numbers);
  }

  /** Shows every distinct image once, and returns how many there were. */
  public static long forEach(
      OperationLog log, CrashModel model, Bounds bounds, Consumer<SimImage> consumer) {
    HashSet128 seen = new HashSet128();
    walk(
        log,
        model,
        bounds,
        new Visitor() {
          @Override
          public boolean wants(int prefix, Hash128 hash) {
            return seen.add(hash);
          }

          @Override
          public void visit(int prefix, SimImage image) {
            consumer.accept(image);
          }
        });
    return seen.size();
  }

  /** Shows every image as often as it is possible; returns at how many prefixes bounds cut in. */
  static int walk(OperationLog log, CrashModel model, Bounds bounds, Visitor visitor) {
    CrashStates states = new CrashStates(log, model, bounds);
    List<Op> ops = log.ops();
    states.enumerate(0, visitor);
    for (int prefix = 1; prefix <= ops.size(); prefix++) {
      Op op = ops.get(prefix - 1);
      states.apply(prefix - 1, op);
      // a start only widens what is allowed of the images before it
      if (!(op instanceof Op.Start)) {
        states.enumerate(prefix, visitor);
      }
    }
    return states.boundedPrefixes;
  }

  /** One of the images that a crash may leave now, behind the last operation; any of them. */
  public static SimImage one(
      OperationLog log, CrashModel model, Bounds bounds, RandomGenerator random) {
    CrashStates states = new CrashStates(log, model, bounds);
    List<Op> ops = log.ops();
    for (int index = 0; index < ops.size(); index++) {
      states.apply(index, ops.get(index));
    }
    List<SimImage> chosen = new ArrayList<>();
    states.enumerate(
        ops.size(),
        new Visitor() {
          private int seen;

          @Override
          public boolean wants(int prefix, Hash128 hash) {
            seen++;
            return random.nextInt(seen) == 0; // each is as likely as any other
          }

          @Override
          public void visit(int prefix, SimImage image) {
            chosen.add(image);
          }
        });
    return chosen.getLast();
  }

  /** The image that an enumeration under the same model and bounds called {@code id}. */
  public static SimImage image(OperationLog log, CrashModel model, Bounds bounds, String id) {
    List<SimImage> found = new ArrayList<>();
    int wanted = prefix(id);
    walk(
        log,
        model,
        bounds,
        new Visitor() {
          @Override
          public boolean wants(int prefix, Hash128 hash) {
            return prefix == wanted && found.isEmpty();
          }

          @Override
          public void visit(int prefix, SimImage image) {
            if (image.id().equals(id)) {
              found.add(image);
            }
          }
        });
    if (found.isEmpty()) {
      throw new IllegalArgumentException("no image " + id + " in model " + model);
    }
    return found.getFirst();
  }

  /** After how many operations the crash of {@link SimImage#id} came. */
  static int prefix(String id) {
    return Integer.parseInt(id.substring(1, id.indexOf('.')));
  }

  private void apply(int index, Op op) {
    switch (op) {
      case Op.Create create -> {
        files.put(create.file(), new FileChoices(model, bounds, Content.EMPTY));
        names.give(index, create.name(), create.file());
      }
      case Op.Link link -> {
        files.put(link.file(), new FileChoices(model, bounds, link.content()));
        names.give(index, link.name(), link.file());
      }
      case Op.Write write -> file(write.file()).write(index, write);
      case Op.Sync sync -> file(sync.file()).sync(sync.covers());
      case Op.SyncFailed sync -> file(sync.file()).doom(sync.covers());
      case Op.Publish publish -> {
        names.give(index, publish.to(), publish.file());
        names.take(index, publish.name());
      }
      case Op.Delete delete -> names.take(index, delete.name());
      case Op.SyncNames sync -> names.sync(sync.directory(), sync.covers());
      case Op.SyncNamesFailed sync -> names.doom(sync.directory(), sync.covers());
      case Op.Start _, Op.Ack _ -> {}
    }
  }

  private FileChoices file(int number) {
    FileChoices file = files.get(number);
    if (file == null) {
      throw new IllegalStateException("no file " + number);
    }
    return file;
  }

  private void enumerate(int prefix, Visitor visitor) {
    List<NameChoices.Choice> nameChoices = names.choices();
    boolean bounded = false;
    for (int index = 0; index < nameChoices.size(); index++) {
      Combination combination = new Combination(prefix, index, nameChoices.get(index));
      bounded |= combination.visitAll(bounds.combinations(), visitor);
    }
    boundedPrefixes += bounded ? 1 : 0;
  }

  /** One choice of names with every choice of the contents behind them. */
  private final class Combination {
    private final int prefix;
    private final int namesIndex;
    private final NameChoices.Choice chosenNames;
    private final List<Integer> open = new ArrayList<>();
    private final List<List<FileChoices.Choice>> options = new ArrayList<>();
    private final List<List<SimName>> openNames = new ArrayList<>();
    private Hash128 settled = Hash128.ZERO;

    Combination(int prefix, int namesIndex, NameChoices.Choice chosenNames) {
      this.prefix = prefix;
      this.namesIndex = namesIndex;
      this.chosenNames = chosenNames;
      chosenNames.files().forEach(this::sort);
    }

    private void sort(SimName name, int number) {
      List<FileChoices.Choice> choices = file(number).choices();
      int known = open.indexOf(number);
      if (choices.size() == 1) {
        settled = settled.plus(SimImage.hash(name, choices.getFirst().content()));
      } else if (known >= 0) {
        openNames.get(known).add(name);
      } else {
        open.add(number);
        options.add(choices);
        openNames.add(new ArrayList<>(List.of(name)));
      }
    }

    /** Returns whether there were more combinations than {@code limit}. */
    boolean visitAll(int limit, Visitor visitor) {
      long product = 1;
      for (List<FileChoices.Choice> choices : options) {
        product = Math.min(product * choices.size(), Integer.MAX_VALUE);
      }
      int[] picks = new int[open.size()];
      if (product <= limit) {
        do {
          offer(picks, visitor);
        } while (advance(picks));
        return false;
      }
      visitSome(limit, visitor, picks);
      return true;
    }

    private boolean advance(int[] picks) {
      for (int at = 0; at < picks.length; at++) {
        picks[at]++;
        if (picks[at] < options.get(at).size()) {
          return true;
        }
        picks[at] = 0;
      }
      return false;
    }

    /** Each file in turn while the others are whole or lost, then random combinations. */
    private void visitSome(int limit, Visitor visitor, int[] picks) {
      int offered = 0;
      for (int others = 0; others <= 1; others++) {
        Arrays.fill(picks, others);
        for (int at = 0; at < picks.length; at++) {
          for (int pick = 0; pick < options.get(at).size(); pick++) {
            picks[at] = pick;
            offer(picks, visitor);
            offered++;
          }
          picks[at] = others;
        }
      }
      SplittableRandom random = new SplittableRandom(bounds.seed() ^ Hash128.mix(prefix));
      for (; offered < limit; offered++) {
        for (int at = 0; at < picks.length; at++) {
          picks[at] = random.nextInt(options.get(at).size());
        }
        offer(picks, visitor);
      }
    }

    private void offer(int[] picks, Visitor visitor) {
      Hash128 hash = settled;
      for (int at = 0; at < picks.length; at++) {
        Content content = options.get(at).get(picks[at]).content();
        for (SimName name : openNames.get(at)) {
          hash = hash.plus(SimImage.hash(name, content));
        }
      }
      if (visitor.wants(prefix, hash)) {
        visitor.visit(prefix, image(picks.clone()));
      }
    }

    private SimImage image(int[] picks) {
      Map<SimName, Content> contents = new HashMap<>();
      chosenNames
          .files()
          .forEach((name, number) -> contents.put(name, choice(number, picks).content()));
      StringBuilder id = new StringBuilder("p" + prefix + ".n" + namesIndex + ".c");
      for (int pick : picks) {
        id.append('-').append(pick);
      }
      return new SimImage(contents, id.toString(), () -> describe(picks));
    }

    private FileChoices.Choice choice(int number, int[] picks) {
      int at = open.indexOf(number);
      return at < 0 ? file(number).choices().getFirst() : options.get(at).get(picks[at]);
    }

    private String describe(int[] picks) {
      StringBuilder text = new StringBuilder("crash after " + prefix + " operations in model ");
      text.append(model).append(", ").append(chosenNames.description());
      for (int at = 0; at < picks.length; at++) {
        text.append(", ").append(openNames.get(at)).append(": ");
        text.append(options.get(at).get(picks[at]).describe());
      }
      return text.append(log.excerpt(prefix, 12)).toString();
    }
  }
}
