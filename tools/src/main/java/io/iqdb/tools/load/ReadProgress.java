package io.iqdb.tools.load;

/** Told how far the source of an import was read; called on the importing thread. */
@FunctionalInterface
public interface ReadProgress {
  /**
   * A block begins to be stored.
   *
   * @param records read before it, those of an earlier import included
   * @param bytes where it ends in the file
   */
  void read(long records, long bytes);
}
