package io.iqdb.store;

import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;

/**
 * The locks that this process holds. It stands in the system properties because they are one for
 * all class loaders, as text because their owner may print them. It must be asked before {@code
 * LOCK} is opened: closing any descriptor of that file, whoever opened it, gives up the lock of the
 * whole process.
 */
final class LockRegistry {
  private static final String PREFIX = "io.iqdb.lock:";

  private LockRegistry() {}

  /**
   * Enters {@code owner} under {@code key}: the real path of the directory, or the identity of its
   * lock file, which is one behind several paths.
   */
  static void enter(Object key, Path directory, String owner) throws LockHeldException {
    Optional<String> holder = tryEnter(key, owner);
    if (holder.isPresent()) {
      throw new LockHeldException(
          directory
              + " is locked by this process, "
              + LockOwner.since(directory.resolve(FsLock.NAME), holder.get()));
    }
  }

  /** As {@link #enter}; gives the one who is there already, if anybody is. */
  static Optional<String> tryEnter(Object key, String owner) {
    Object holder = System.getProperties().putIfAbsent(PREFIX + key, owner);
    return holder == null ? Optional.empty() : Optional.of(holder.toString());
  }

  /** Takes {@code owner} off {@code key}. */
  static void leave(Object key, String owner) {
    System.getProperties().remove(PREFIX + key, owner);
  }

  /**
   * Holds on to a descriptor of a lock file that turned out to be locked by this process although
   * it was not registered (somebody exchanged the system properties). Closing it, which a garbage
   * collector would do, would give up that lock.
   */
  static void keepOpen(RandomAccessFile descriptor) {
    Properties properties = System.getProperties();
    properties.put(PREFIX + "kept@" + System.identityHashCode(descriptor), descriptor);
  }
}
