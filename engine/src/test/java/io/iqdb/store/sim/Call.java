package io.iqdb.store.sim;

/** The calls at which a {@link FaultPlan} may strike. */
public enum Call {
  /** A file is created. */
  CREATE(true),
  /** Bytes are written, or zeros reserved. */
  WRITE(true),
  /** A file is synced. */
  SYNC(true),
  /** A temporary gets its final name. */
  PUBLISH(true),
  /** A name is removed. */
  DELETE(true),
  /** Names are synced. */
  SYNC_NAMES(true),
  /** A file is linked into this directory. */
  LINK(true),
  /** A folder is made or removed. */
  FOLDER(true),
  /** Space is set aside. */
  RESERVE(true),
  /** A file is opened for reading. */
  OPEN(false),
  /** A file is mapped. */
  MAP(false),
  /** Bytes are read from an open file. */
  READ(false),
  /** A length is asked for. */
  LENGTH(false),
  /** Names are listed. */
  LIST(false),
  /** The writer lock is taken or verified. */
  LOCK(false);

  private final boolean mutates;

  Call(boolean mutates) {
    this.mutates = mutates;
  }

  /** Whether the call changes anything on disk. */
  public boolean mutates() {
    return mutates;
  }
}
