package io.iqdb.store.sim;

import io.iqdb.format.FileName;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/** What a disk holds after a crash: names and contents, immutable. */
public final class SimImage {
  /** A new disk. */
  public static final SimImage EMPTY = new SimImage(Map.of(), "empty", () -> "an empty disk");

  private final NavigableMap<FileName, Content> files;
  private final Hash128 hash;
  private final String id;
  private final Supplier<String> description;

  SimImage(Map<FileName, Content> files, String id, Supplier<String> description) {
    this.files = Collections.unmodifiableNavigableMap(new TreeMap<>(files));
    this.id = id;
    this.description = description;
    Hash128 sum = Hash128.ZERO;
    for (Map.Entry<FileName, Content> file : files.entrySet()) {
      sum = sum.plus(hash(file.getKey(), file.getValue()));
    }
    this.hash = sum;
  }

  /** A disk with these files. */
  public static SimImage of(Map<FileName, Content> files) {
    return new SimImage(files, "given", () -> "a given disk");
  }

  /** The files in the order of their names. */
  public NavigableMap<FileName, Content> files() {
    return files;
  }

  /** Equal for equal names and contents. */
  Hash128 hash() {
    return hash;
  }

  /** Finds this image again: {@link CrashStates#image}. */
  public String id() {
    return id;
  }

  /** How this image came about. */
  public String describe() {
    return description.get();
  }

  /** The share of one file in {@link #hash}. */
  static Hash128 hash(FileName name, Content content) {
    Hash128 bytes = content.hash();
    return Hash128.of(
        name.kind().tag(), name.number(), name.generation(), bytes.high(), bytes.low());
  }
}
