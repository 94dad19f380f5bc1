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

  private final NavigableMap<SimName, Content> files;
  private final Hash128 hash;
  private final String id;
  private final Supplier<String> description;

  SimImage(Map<SimName, Content> files, String id, Supplier<String> description) {
    this.files = Collections.unmodifiableNavigableMap(new TreeMap<>(files));
    this.id = id;
    this.description = description;
    Hash128 sum = Hash128.ZERO;
    for (Map.Entry<SimName, Content> file : files.entrySet()) {
      sum = sum.plus(hash(file.getKey(), file.getValue()));
    }
    this.hash = sum;
  }

  /** A disk with these files in its root. */
  public static SimImage of(Map<FileName, Content> files) {
    Map<SimName, Content> all = new TreeMap<>();
    files.forEach((name, content) -> all.put(SimName.of(name), content));
    return ofAll(all);
  }

  /** A disk with these files and folders. */
  static SimImage ofAll(Map<SimName, Content> files) {
    return new SimImage(files, "given", () -> "a given disk");
  }

  /** The files of the root in the order of their names. */
  public NavigableMap<FileName, Content> files() {
    NavigableMap<FileName, Content> root = new TreeMap<>();
    files.forEach((name, content) -> {
      if (name.folder() == SimName.ROOT) {
        root.put(name.file(), content);
      }
    });
    return root;
  }

  /** All files and folders; a folder has no content. */
  NavigableMap<SimName, Content> all() {
    return files;
  }

  /** Bytes of all files. */
  public long used() {
    return files.values().stream().mapToLong(Content::length).sum();
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
  static Hash128 hash(SimName name, Content content) {
    Hash128 bytes = content.hash();
    if (name.isFolder()) {
      return Hash128.of(name.folder());
    }
    FileName file = name.file();
    return Hash128.of(
        name.folder(),
        file.kind().tag(),
        file.number(),
        file.generation(),
        bytes.high(),
        bytes.low());
  }
}
