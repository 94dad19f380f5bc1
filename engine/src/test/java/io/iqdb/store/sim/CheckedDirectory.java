package io.iqdb.store.sim;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import io.iqdb.store.Directory;
import io.iqdb.store.Input;
import io.iqdb.store.Mapping;
import io.iqdb.store.Output;
import io.iqdb.store.WriterLock;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Fails with {@link AssertionError} where the seam is misused: handles closed twice, used after
 * close or after a failure, or leaked; unsynced or wrongly named publications; open files deleted.
 * An error thrown into a background thread may get lost there, so {@link #close} repeats the first.
 * One instance checks one opening of the directory. Safe for several threads.
 */
public final class CheckedDirectory extends ForwardingDirectory {
  /** What a file counts as while it is being written. */
  private static final class Written {
    long bytes;
    long synced;
  }

  private final boolean windows;

  @GuardedBy("this")
  private final Set<Handle> handles = new LinkedHashSet<>();

  @GuardedBy("this")
  private final Map<FileName, Written> written = new HashMap<>();

  @GuardedBy("this")
  private final List<AssertionError> misuses = new ArrayList<>();

  @GuardedBy("this")
  private boolean closed;

  private CheckedDirectory(Directory inner, boolean windows) {
    super(inner);
    this.windows = windows;
  }

  /** To delete or publish a file that is open or mapped is a misuse. */
  public static CheckedDirectory of(Directory inner) {
    return new CheckedDirectory(inner, false);
  }

  /**
   * Behaves as Windows does: an open or mapped file can be neither deleted nor renamed, and a name
   * is taken by any spelling of it.
   */
  public static CheckedDirectory windows(Directory inner) {
    return new CheckedDirectory(inner, true);
  }

  @Override
  public synchronized Directory inner() {
    require(!closed, "the directory is used after close");
    return super.inner();
  }

  @Override
  public Output create(FileName name, long reserve) throws IOException {
    requireNoOtherSpelling(name);
    return opened(new CheckedOutput(this, name, super.create(name, reserve)));
  }

  @Override
  public Input open(FileName name) throws IOException {
    return opened(new CheckedInput(this, name, super.open(name)));
  }

  @Override
  public Mapping map(FileName name, long expectedLength) throws IOException {
    return opened(new CheckedMapping(this, name, super.map(name, expectedLength)));
  }

  @Override
  public WriterLock lock() throws IOException {
    return opened(new CheckedLock(this, super.lock()));
  }

  @Override
  public void publish(FileName temporary, FileName name) throws IOException {
    synchronized (this) {
      require(temporary.kind() == FileKind.TEMPORARY, temporary + " is published as " + name);
      require(
          name.kind() != FileKind.TEMPORARY && name.kind() != FileKind.WAL,
          "a " + name.kind().prefix() + " file is never published: " + name);
      Written state = written.get(temporary);
      require(
          state == null || state.synced == state.bytes,
          temporary + " is published as " + name + " before it is synced");
    }
    requireUnused(temporary, "published");
    requireNoOtherSpelling(name);
    super.publish(temporary, name);
    forget(temporary);
  }

  @Override
  public void delete(FileName name) throws IOException {
    requireUnused(name, "deleted");
    super.delete(name);
    forget(name);
  }

  @Override
  protected Directory wrap(Directory child) {
    return new CheckedDirectory(child, windows);
  }

  /** Fails with the first misuse so far. */
  public synchronized void assertNoMisuse() {
    if (!misuses.isEmpty()) {
      throw new AssertionError(misuses.getFirst().getMessage(), misuses.getFirst());
    }
  }

  @Override
  public void close() throws IOException {
    Directory inner = inner();
    synchronized (this) {
      closed = true;
    }
    inner.close();
    synchronized (this) {
      assertNoMisuse();
      require(handles.isEmpty(), "still open: " + handles);
    }
  }

  private synchronized void forget(FileName name) {
    written.remove(name);
  }

  private synchronized <H extends Handle> H opened(H handle) {
    handles.add(handle);
    return handle;
  }

  synchronized void closed(Handle handle) {
    require(handles.remove(handle), handle + " is closed twice");
  }

  synchronized void requireOpen(Handle handle, String use) {
    require(handles.contains(handle), handle + " is " + use + " after close");
  }

  synchronized void require(boolean condition, String misuse) {
    if (!condition) {
      AssertionError error = new AssertionError(misuse);
      misuses.add(error);
      throw error;
    }
  }

  synchronized void wrote(FileName name, long bytes) {
    written.computeIfAbsent(name, _ -> new Written()).bytes += bytes;
  }

  synchronized long writtenTo(FileName name) {
    Written state = written.get(name);
    return state == null ? 0 : state.bytes;
  }

  synchronized void synced(FileName name, long bytes) {
    Written state = written.computeIfAbsent(name, _ -> new Written());
    state.synced = Math.max(state.synced, bytes);
  }

  private void requireUnused(FileName name, String what) throws IOException {
    Predicate<Handle> holds = handle -> handle.holds(name);
    synchronized (this) {
      boolean inUse = handles.stream().anyMatch(holds);
      require(windows || !inUse, name + " is " + what + " while it is open");
      if (inUse) {
        throw new AccessDeniedException(name + " is in use and cannot be " + what);
      }
    }
  }

  private void requireNoOtherSpelling(FileName name) throws IOException {
    if (windows && strangers().stream().anyMatch(name.toString()::equalsIgnoreCase)) {
      throw new FileAlreadyExistsException(name + " in another spelling");
    }
  }

  /** Something open. Known by identity. */
  interface Handle {
    /** Whether it keeps this file open. */
    boolean holds(FileName name);
  }
}
