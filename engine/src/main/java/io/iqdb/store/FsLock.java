package io.iqdb.store;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The system's lock on {@code LOCK}, registered in this process. The file is never deleted, what
 * stands in it decides nothing, and its channel is opened once and closed when the lock goes.
 */
final class FsLock implements WriterLock {
  /** Name of the lock file. */
  static final String NAME = "LOCK";

  // behind the text: Windows lets nobody read a range that is locked
  private static final long LOCKED_BYTE = 1L << 30;

  private final Path directory;
  private final Path path;
  private final Object identity;
  private final FileTime modified;
  private final String owner;
  private final RandomAccessFile file;
  private final AtomicBoolean held = new AtomicBoolean(true);

  private FsLock(
      Path directory, Object identity, FileTime modified, String owner, RandomAccessFile file) {
    this.directory = directory;
    this.path = directory.resolve(NAME);
    this.identity = identity;
    this.modified = modified;
    this.owner = owner;
    this.file = file;
  }

  /** Locks {@code directory}, a real path. */
  static FsLock take(Path directory) throws IOException {
    String owner = LockOwner.current();
    LockRegistry.enter(directory, directory, owner);
    try {
      Object identity = createIfMissing(directory.resolve(NAME));
      LockRegistry.enter(identity, directory, owner);
      try {
        return lock(directory, identity, owner);
      } catch (IOException | RuntimeException | Error e) {
        LockRegistry.leave(identity, owner);
        throw e;
      }
    } catch (IOException | RuntimeException | Error e) {
      LockRegistry.leave(directory, owner);
      throw e;
    }
  }

  /**
   * Who took the lock of {@code directory}, a real path, last. The file is opened only while this
   * process is kept from taking the lock: closing it would give the lock up.
   */
  static String lastOwner(Path directory) throws IOException {
    Path path = directory.resolve(NAME);
    Object identity = identity(RegularFile.attributes(path), path);
    String reader = LockOwner.current();
    Optional<String> holder = LockRegistry.tryEnter(directory, reader);
    if (holder.isPresent()) {
      return LockOwner.since(path, holder.get());
    }
    try {
      Optional<String> other = LockRegistry.tryEnter(identity, reader);
      if (other.isPresent()) {
        return LockOwner.since(path, other.get());
      }
      try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
        return LockOwner.since(path, LockOwner.read(file));
      } finally {
        LockRegistry.leave(identity, reader);
      }
    } finally {
      LockRegistry.leave(directory, reader);
    }
  }

  private static FsLock lock(Path directory, Object identity, String owner) throws IOException {
    Path path = directory.resolve(NAME);
    RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
    try {
      FileLock lock = file.getChannel().tryLock(LOCKED_BYTE, 1, false);
      if (lock == null) {
        throw new LockHeldException(
            directory + " is locked by " + LockOwner.since(path, LockOwner.read(file)));
      }
      LockOwner.write(file, owner);
      BasicFileAttributes now = RegularFile.attributes(path);
      if (!identity.equals(identity(now, path))) {
        throw new LockLostException(path + " was replaced while it was locked");
      }
      return new FsLock(directory, identity, now.lastModifiedTime(), owner, file);
    } catch (OverlappingFileLockException e) {
      LockRegistry.keepOpen(file);
      throw new LockHeldException(
          directory + " is locked by this process, " + LockOwner.since(path, owner));
    } catch (IOException | RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  /** Identity of the lock file. */
  private static Object createIfMissing(Path path) throws IOException {
    try {
      Files.createFile(path);
    } catch (FileAlreadyExistsException expected) {
      // the rule: it is never deleted
    } catch (IOException e) {
      throw NoSpace.translate(e, path);
    }
    return identity(RegularFile.attributes(path), path);
  }

  private static Object identity(BasicFileAttributes attributes, Path path) {
    return Objects.requireNonNullElse(attributes.fileKey(), path);
  }

  @Override
  public void verify() throws IOException {
    if (!held.get()) {
      throw new LockLostException(path + " was released");
    }
    BasicFileAttributes now;
    try {
      now = RegularFile.attributesOfAny(path);
    } catch (NoSuchFileException e) {
      throw new LockLostException(path + " was deleted while it was locked");
    }
    if (!identity.equals(identity(now, path))) {
      throw new LockLostException(path + " was replaced while it was locked");
    }
    if (!modified.equals(now.lastModifiedTime())) {
      throw new LockLostException(path + " was modified while it was locked");
    }
  }

  @Override
  public void close() throws IOException {
    if (held.compareAndSet(true, false)) {
      try {
        file.close();
      } finally {
        LockRegistry.leave(identity, owner);
        LockRegistry.leave(directory, owner);
      }
    }
  }
}
