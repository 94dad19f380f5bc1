package io.iqdb.store;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.iqdb.error.Require;
import io.iqdb.format.CollectionName;
import io.iqdb.format.FileName;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A directory that lives in off-heap memory and dies with this object. What it may hold is bounded
 * by the JVM's limit for direct memory; beyond it a write gives {@link NoSpaceException}. The
 * memory of a file is freed when its name is gone (deleted, or the directory closed) and its last
 * input, output and mapping are closed.
 */
public final class MemoryDirectory implements Directory {
  private final AtomicBoolean locked = new AtomicBoolean();

  /** A child's files live as long as its parent, whoever closes it. */
  private final boolean child;

  @GuardedBy("this")
  private final Map<CollectionName, MemoryDirectory> children = new TreeMap<>();

  @GuardedBy("this")
  private final Map<FileName, MemoryFile> files = new TreeMap<>();

  @GuardedBy("this")
  private boolean closed;

  @GuardedBy("this")
  private long reserved;

  /** An empty directory. */
  public MemoryDirectory() {
    this(false);
  }

  private MemoryDirectory(boolean child) {
    this.child = child;
  }

  @Override
  public synchronized Set<FileName> list() throws IOException {
    requireOpen();
    return new TreeSet<>(files.keySet());
  }

  @Override
  public synchronized Set<String> strangers() throws IOException {
    requireOpen();
    return Set.of();
  }

  @Override
  public synchronized Output create(FileName name, long reserve) throws IOException {
    Require.argument(reserve >= 0, "reserve %d is negative", reserve);
    requireFree(name);
    MemoryFile file = new MemoryFile();
    files.put(name, file);
    return new MemoryOutput(file.use(), reserve);
  }

  @Override
  public synchronized long length(FileName name) throws IOException {
    return existing(name).length();
  }

  @Override
  public synchronized Input open(FileName name) throws IOException {
    return new MemoryInput(existing(name).use());
  }

  @Override
  public synchronized Mapping map(FileName name, long expectedLength) throws IOException {
    return existing(name).map(expectedLength, name.toString());
  }

  @Override
  public synchronized void publish(FileName temporary, FileName name) throws IOException {
    MemoryFile file = existing(temporary);
    requireFree(name);
    file.trim();
    files.put(name, file);
    files.remove(temporary);
  }

  @Override
  public synchronized void delete(FileName name) throws IOException {
    existing(name).release();
    files.remove(name);
  }

  @Override
  public synchronized void syncNames() throws IOException {
    requireOpen();
  }

  @Override
  public void linkTo(FileName name, Directory target) throws IOException {
    if (!(target instanceof MemoryDirectory other)) {
      FileCopy.copy(this, name, target);
      return;
    }
    MemoryFile file = use(name); // never two directories' monitors at once
    try {
      other.adopt(name, file);
    } catch (IOException e) {
      file.release();
      throw e;
    }
  }

  /** No limit is known before it is met. */
  @Override
  public synchronized long freeSpace() throws IOException {
    requireOpen();
    return Long.MAX_VALUE;
  }

  @Override
  public synchronized long reserved() throws IOException {
    requireOpen();
    return reserved;
  }

  /** Remembers the size alone: memory that nobody else can take need not be kept. */
  @Override
  public synchronized void reserve(long bytes) throws IOException {
    requireOpen();
    reserved = bytes;
  }

  @Override
  public synchronized void releaseReserve() throws IOException {
    requireOpen();
    reserved = 0;
  }

  @Override
  public synchronized Set<CollectionName> children() throws IOException {
    requireOpen();
    return new TreeSet<>(children.keySet());
  }

  @Override
  public synchronized Directory createChild(CollectionName name) throws IOException {
    requireOpen();
    MemoryDirectory child = new MemoryDirectory(true);
    if (children.putIfAbsent(name, child) != null) {
      throw new FileAlreadyExistsException(name.toString());
    }
    return child;
  }

  @Override
  public synchronized Directory openChild(CollectionName name) throws IOException {
    return child(name);
  }

  @Override
  public synchronized void deleteChild(CollectionName name) throws IOException {
    MemoryDirectory child = child(name);
    if (!child.list().isEmpty()) {
      throw new DirectoryNotEmptyException(name.toString());
    }
    children.remove(name);
    child.end();
  }

  @Override
  public synchronized WriterLock lock() throws IOException {
    requireOpen();
    if (!locked.compareAndSet(false, true)) {
      throw new LockHeldException(describe() + " is locked by this process");
    }
    return new MemoryLock(locked);
  }

  @Override
  public String describe() {
    return "a directory in memory";
  }

  @Override
  public synchronized void close() {
    if (!child) {
      end();
    }
  }

  private synchronized void end() {
    closed = true;
    children.values().forEach(MemoryDirectory::end);
    files.values().forEach(MemoryFile::release);
    files.clear();
  }

  private synchronized MemoryFile use(FileName name) throws IOException {
    return existing(name).use();
  }

  private synchronized void adopt(FileName name, MemoryFile file) throws IOException {
    requireFree(name);
    files.put(name, file);
  }

  @GuardedBy("this")
  private MemoryDirectory child(CollectionName name) throws IOException {
    requireOpen();
    MemoryDirectory found = children.get(name);
    if (found == null) {
      throw new NoSuchFileException(name.toString());
    }
    return found;
  }

  @GuardedBy("this")
  private MemoryFile existing(FileName name) throws IOException {
    requireOpen();
    MemoryFile file = files.get(name);
    if (file == null) {
      throw new NoSuchFileException(name.toString());
    }
    return file;
  }

  @GuardedBy("this")
  private void requireFree(FileName name) throws IOException {
    requireOpen();
    if (files.containsKey(name)) {
      throw new FileAlreadyExistsException(name.toString());
    }
  }

  @GuardedBy("this")
  private void requireOpen() throws IOException {
    if (closed) {
      throw new ClosedChannelException();
    }
  }
}
