package io.iqdb.write;

import io.iqdb.store.Directory;
import io.iqdb.store.NoSpaceException;
import java.io.IOException;

/**
 * Space that is kept for deletes on a full disk (ruling 9): the file {@code RESERVE}, released when
 * a delete finds no other room, and made anew before any other change is taken. Safe for several
 * threads; the collections of a catalog share one.
 */
public final class Reserve {
  /** Of it a log takes so much ahead at a time: then many deletes fit. */
  private static final int STEPS = 16;

  private final Directory directory;
  private final long bytes;

  /** Whether the file is not there, so that its space may be in use. */
  private volatile boolean spent = true;

  /** Of {@code bytes} in {@code directory}; none before {@link #open}. */
  public Reserve(Directory directory, long bytes) {
    this.directory = directory;
    this.bytes = bytes;
  }

  /** Finds the file or makes it; where there is no room for it, it is made later. */
  public synchronized void open() throws IOException {
    try {
      if (directory.reserved() < bytes) {
        directory.reserve(bytes);
      }
      spent = false;
    } catch (NoSpaceException full) {
      System.getLogger("io.iqdb.write")
          .log(System.Logger.Level.WARNING, "no space to keep: only deletes are taken");
    }
  }

  /** Whether the space is in use, and changes other than deletes have to wait. */
  boolean spent() {
    return spent;
  }

  /** Bytes that have to be there again before changes other than deletes are taken. */
  long missing() {
    return spent ? bytes : 0;
  }

  /** What a log takes ahead at a time while {@link #spent}. */
  long step() {
    return Math.max(1, bytes / STEPS);
  }

  /** Lets deletes have the space. */
  public synchronized void release() throws IOException {
    if (!spent) {
      directory.releaseReserve();
      spent = true;
    }
  }

  /**
   * Keeps the space again.
   *
   * @throws NoSpaceException where there is none
   */
  synchronized void restore() throws IOException {
    if (!spent) {
      return;
    }
    // with room for a log: or each attempt would take what deletes live on, and gain nothing
    if (directory.freeSpace() < bytes + 2 * step()) {
      throw new NoSpaceException("no " + bytes + " bytes to keep for deletes");
    }
    directory.reserve(bytes);
    spent = false;
  }
}
