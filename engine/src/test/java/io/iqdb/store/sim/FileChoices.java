package io.iqdb.store.sim;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The contents that a crash may leave of one file: what is durable and, of the writes since then,
 * none, each prefix, all but one, and the last one torn. Contents are kept up write by write, so a
 * write costs one change of each.
 */
final class FileChoices {
  /** One content and how it came about; {@code writes} says of how many unsynced writes. */
  record Choice(Content content, Kind kind, int writes) {
    String describe() {
      return switch (kind) {
        case FIRST -> "first " + writes + " unsynced writes";
        case WITHOUT -> "without unsynced write " + writes;
        case FIRST_HALF -> "first half of the last write";
        case ZEROS -> "last write as zeros";
        case SECOND_HALF -> "second half of the last write";
        case GARBAGE -> "last write as garbage";
        case WHOLE -> "whole";
      };
    }
  }

  enum Kind {
    WHOLE,
    FIRST,
    WITHOUT,
    FIRST_HALF,
    ZEROS,
    SECOND_HALF,
    GARBAGE
  }

  private record Unsynced(int index, Op.Write write, boolean doomed) {
    Unsynced doom() {
      return new Unsynced(index, write, true);
    }

    Content applyTo(Content content) {
      ByteBuffer data = write.data();
      return data == null
          ? content.zero(write.offset(), write.length())
          : content.write(write.offset(), data);
    }
  }

  private final CrashModel model;
  private final Bounds bounds;
  private Content durable;
  private List<Unsynced> unsynced = new ArrayList<>();
  private final List<Choice> prefixes = new ArrayList<>();
  private final List<Choice> holes = new ArrayList<>();
  private Content beforeLast;
  private Content current;
  private @Nullable List<Choice> choices;

  FileChoices(CrashModel model, Bounds bounds, Content durable) {
    this.model = model;
    this.bounds = bounds;
    this.durable = durable;
    this.beforeLast = durable;
    this.current = durable;
  }

  void write(int index, Op.Write write) {
    unsynced.add(new Unsynced(index, write, false));
    add(unsynced.getLast(), unsynced.size());
  }

  /** What was written before {@code covers} is durable, but for what a failed sync lost. */
  void sync(int covers) {
    List<Unsynced> left = new ArrayList<>();
    for (Unsynced write : unsynced) {
      if (write.index() >= covers) {
        left.add(write);
      } else if (!write.doomed()) {
        durable = write.applyTo(durable);
      }
    }
    rebuild(left);
  }

  /** The next sync that succeeds does not save what was written before {@code covers}. */
  void doom(int covers) {
    unsynced.replaceAll(write -> write.index() < covers ? write.doom() : write);
  }

  private void rebuild(List<Unsynced> left) {
    unsynced = left;
    prefixes.clear();
    holes.clear();
    beforeLast = durable;
    current = durable;
    choices = null;
    for (int count = 1; count <= left.size(); count++) {
      add(left.get(count - 1), count);
    }
  }

  private void add(Unsynced write, int count) {
    choices = null;
    holes.replaceAll(
        hole -> new Choice(write.applyTo(hole.content()), Kind.WITHOUT, hole.writes()));
    if (count > 1) {
      holes.add(new Choice(write.applyTo(beforeLast), Kind.WITHOUT, count - 1));
      prefixes.add(new Choice(current, Kind.FIRST, count - 1));
    }
    trim(holes);
    trim(prefixes);
    beforeLast = current;
    current = write.applyTo(current);
  }

  private void trim(List<Choice> list) {
    if (list.size() > bounds.writes()) {
      list.removeFirst();
    }
  }

  /** Distinct contents: the first is the whole file, the second, if any, what is durable. */
  List<Choice> choices() {
    List<Choice> known = choices;
    if (known == null) {
      known = enumerate();
      choices = known;
    }
    return known;
  }

  private List<Choice> enumerate() {
    List<Choice> all = new ArrayList<>();
    all.add(new Choice(current, Kind.WHOLE, unsynced.size()));
    if (model != CrashModel.PREFIX && !unsynced.isEmpty()) {
      all.add(new Choice(durable, Kind.FIRST, 0));
      all.addAll(prefixes.reversed());
      tear(all, unsynced.getLast().write());
      all.addAll(holes);
    }
    Set<Hash128> seen = new HashSet<>();
    all.removeIf(choice -> !seen.add(choice.content().hash()));
    return List.copyOf(all);
  }

  private void tear(List<Choice> all, Op.Write last) {
    long end = last.offset() + last.length();
    long cut = cut(last);
    ByteBuffer data = last.data();
    Content grown = beforeLast;
    if (end > grown.length()) {
      grown = grown.zero(grown.length(), end - grown.length());
    }
    Content firstHalf;
    if (data == null) {
      firstHalf = beforeLast.zero(last.offset(), cut);
    } else {
      ByteBuffer first = data.duplicate().limit(data.position() + (int) cut);
      ByteBuffer second = data.duplicate().position(data.position() + (int) cut);
      firstHalf = beforeLast.write(last.offset(), first);
      all.add(new Choice(grown.write(last.offset() + cut, second), Kind.SECOND_HALF, 1));
    }
    all.add(new Choice(firstHalf, Kind.FIRST_HALF, 1));
    all.add(new Choice(grown, Kind.ZEROS, 1));
    all.add(new Choice(grown.write(last.offset(), garbage(last)), Kind.GARBAGE, 1));
  }

  /** The middle, at a sector's edge where the write has one near it. */
  private long cut(Op.Write write) {
    long middle = write.length() / 2;
    if (write.length() <= bounds.grain()) {
      return middle;
    }
    long edge = (write.offset() + middle) / bounds.grain() * bounds.grain() - write.offset();
    return edge > 0 ? edge : middle;
  }

  /** Of zeros only the first sector: nobody relies on more of them. */
  private ByteBuffer garbage(Op.Write write) {
    long length = write.data() == null ? Math.min(write.length(), bounds.grain()) : write.length();
    byte[] bytes = new byte[(int) length];
    new SplittableRandom(bounds.seed() ^ Hash128.mix(write.offset() * 31 + write.length()))
        .nextBytes(bytes);
    return ByteBuffer.wrap(bytes);
  }
}
