package io.iqdb.store.sim;

/** A file of a {@link SimDirectory}, whatever names it has. Guarded by the directory's monitor. */
final class SimFile {
  final int number;

  /** Its only name, or the newest one; a deleted file keeps it for messages. */
  SimName name;

  Content content;
  int names = 1;
  int handles;

  /** Index behind the last write in the log. */
  int writtenTo;

  /** The largest index that a sync covered. */
  int syncedTo;

  boolean syncFailed;

  SimFile(int number, SimName name, Content content) {
    this.number = number;
    this.name = name;
    this.content = content;
  }

  boolean isSynced() {
    return writtenTo <= syncedTo;
  }

  /** Nothing can reach it any more, so its space is free. */
  boolean isGone() {
    return names == 0 && handles == 0;
  }
}
