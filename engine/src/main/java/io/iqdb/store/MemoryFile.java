package io.iqdb.store;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * A file in memory: a block that is exchanged for a larger one as it grows. Like an inode it lives
 * as long as a name or an opener has it; mappings hold the block alone. Safe for several threads.
 */
final class MemoryFile {
  private static final long SMALLEST = 1 << 12;

  private final ReadWriteLock lock = new ReentrantReadWriteLock();

  @GuardedBy("lock")
  private @Nullable Block block;

  @GuardedBy("lock")
  private long length;

  @GuardedBy("lock")
  private int users = 1;

  /** An empty file with one user. */
  MemoryFile() throws NoSpaceException {
    block = Block.allocate(0);
  }

  /** One user more. */
  MemoryFile use() throws IOException {
    lock.writeLock().lock();
    try {
      requireBlock();
      users++;
      return this;
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** One user less. */
  void release() {
    lock.writeLock().lock();
    try {
      users--;
      if (users == 0 && block != null) {
        block.release();
        block = null;
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  long length() throws IOException {
    lock.readLock().lock();
    try {
      requireBlock();
      return length;
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Writes what remains of {@code source}, all or nothing. */
  void write(long position, ByteBuffer source) throws IOException {
    lock.writeLock().lock();
    try {
      int size = source.remaining();
      MemorySegment target = grow(position + size).bytes().asSlice(position, size);
      target.copyFrom(MemorySegment.ofBuffer(source));
      source.position(source.limit());
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Fills {@code target} from {@code position} on. */
  void read(long position, MemorySegment target) throws IOException {
    lock.readLock().lock();
    try {
      MemorySegment bytes = requireBlock().bytes();
      if (position > length || target.byteSize() > length - position) {
        throw new EOFException(
            "the file ends at " + length + ", wanted " + target.byteSize() + " from " + position);
      }
      target.copyFrom(bytes.asSlice(position, target.byteSize()));
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Appends zeros where the file is shorter than {@code size}. */
  void extend(long size) throws IOException {
    lock.writeLock().lock();
    try {
      grow(size);
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Gives back what the file grew ahead. */
  void trim() throws IOException {
    lock.writeLock().lock();
    try {
      if (requireBlock().bytes().byteSize() > length) {
        exchange(length);
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Its bytes for as long as the mapping lives, whatever becomes of the file. */
  MemoryMapping map(long expectedLength, String name) throws IOException {
    lock.readLock().lock();
    try {
      Block mapped = requireBlock();
      if (length != expectedLength) {
        throw new IOException(name + " has " + length + " bytes, expected " + expectedLength);
      }
      return new MemoryMapping(mapped.hold(), length);
    } finally {
      lock.readLock().unlock();
    }
  }

  @GuardedBy("lock")
  private Block grow(long size) throws IOException {
    Block current = requireBlock();
    long capacity = current.bytes().byteSize();
    if (size > capacity) {
      current = exchange(Math.max(size, Math.max(SMALLEST, 2 * capacity)));
    }
    length = Math.max(length, size);
    return current;
  }

  @GuardedBy("lock")
  private Block exchange(long capacity) throws IOException {
    Block old = requireBlock();
    Block fresh = Block.allocate(capacity);
    MemorySegment.copy(old.bytes(), 0, fresh.bytes(), 0, length);
    old.release();
    block = fresh;
    return fresh;
  }

  @GuardedBy("lock")
  private Block requireBlock() throws ClosedChannelException {
    if (block == null) {
      throw new ClosedChannelException();
    }
    return block;
  }
}
