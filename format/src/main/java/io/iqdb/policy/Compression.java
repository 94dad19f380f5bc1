package io.iqdb.policy;

/**
 * How payload blocks are stored. The stored tags are frozen; a database may hold blocks of all
 * kinds.
 */
public enum Compression {
  /** As they are. */
  NONE(0),
  /** LZ4, in pure Java. */
  LZ4(1),
  /** Zstandard; needs {@code com.github.luben:zstd-jni}, which the user adds. */
  ZSTD(2);

  private final int tag;

  Compression(int tag) {
    this.tag = tag;
  }

  /** The number that stands for this kind on disk. */
  public int tag() {
    return tag;
  }
}
