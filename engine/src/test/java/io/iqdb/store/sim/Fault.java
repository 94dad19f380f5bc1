package io.iqdb.store.sim;

import io.iqdb.store.NoSpaceException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;

/** What goes wrong at one call. */
public sealed interface Fault {
  /** Whether the fault makes sense at such a call; elsewhere it waits. */
  boolean appliesTo(Call call);

  /**
   * The call fails. A sync that fails loses what it should have covered: reads still show it, later
   * syncs succeed without it (what ext4 does).
   *
   * @param effective whether the call took effect all the same
   */
  record Fail(Errno errno, boolean effective) implements Fault {
    @Override
    public boolean appliesTo(Call call) {
      return true;
    }
  }

  /** A write fails after a part of it was written. */
  record ShortWrite(Part part, Errno errno) implements Fault {
    @Override
    public boolean appliesTo(Call call) {
      return call == Call.WRITE;
    }
  }

  /** One bit of what is read is wrong; the file is not. */
  record FlipBit() implements Fault {
    @Override
    public boolean appliesTo(Call call) {
      return call == Call.READ || call == Call.MAP;
    }
  }

  /** The file that the call is about is gone. */
  record Vanish() implements Fault {
    @Override
    public boolean appliesTo(Call call) {
      return call == Call.OPEN
          || call == Call.MAP
          || call == Call.LENGTH
          || call == Call.PUBLISH
          || call == Call.DELETE;
    }
  }

  /** A file that was deleted is back before the call, as it was. */
  record Reappear() implements Fault {
    @Override
    public boolean appliesTo(Call call) {
      return call == Call.LIST || call.mutates();
    }
  }

  /** The call fails and nothing happens. */
  static Fault fail(Errno errno) {
    return new Fail(errno, false);
  }

  /** The call fails but what it was to do is done. */
  static Fault failAfterwards(Errno errno) {
    return new Fail(errno, true);
  }

  /** How much of a short write arrives. */
  enum Part {
    /** No byte. */
    NOTHING,
    /** The first byte. */
    ONE_BYTE,
    /** Half of it. */
    HALF,
    /** All but the last byte. */
    ALL_BUT_ONE;

    int of(int length) {
      return switch (this) {
        case NOTHING -> 0;
        case ONE_BYTE -> Math.min(1, length);
        case HALF -> length / 2;
        case ALL_BUT_ONE -> Math.max(0, length - 1);
      };
    }
  }

  /** The operating system's reason. */
  enum Errno {
    /** The device failed. */
    EIO,
    /** The disk is full. */
    ENOSPC,
    /** Too many open files. */
    EMFILE,
    /** Refused, as Windows refuses to delete a mapped file. */
    EACCES;

    /** A failed sync is a failed sync, on a full disk too. */
    IOException syncException(String what) {
      return this == ENOSPC ? new IOException(what + ": No space left on device") : exception(what);
    }

    IOException exception(String what) {
      return switch (this) {
        case EIO -> new IOException(what + ": Input/output error");
        case ENOSPC -> new NoSpaceException(what + ": No space left on device");
        case EMFILE -> new FileSystemException(what, null, "Too many open files");
        case EACCES -> new AccessDeniedException(what);
      };
    }
  }
}
