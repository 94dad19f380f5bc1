package io.iqdb.sealed;

import io.iqdb.format.CollectionName;
import io.iqdb.format.FileName;
import io.iqdb.store.AccessHint;
import io.iqdb.store.Directory;
import io.iqdb.store.Input;
import io.iqdb.store.Mapping;
import io.iqdb.store.Output;
import io.iqdb.store.WriterLock;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts reads and open files of another directory, and can fail writes. */
final class CountingDirectory implements Directory {
  final AtomicInteger reads = new AtomicInteger();
  final AtomicInteger openInputs = new AtomicInteger();
  final AtomicInteger openMappings = new AtomicInteger();
  final AtomicInteger syncs = new AtomicInteger();

  /** Whether every read from now on meets the end of the file. */
  volatile boolean truncated;

  /** Whether syncs fail. */
  volatile boolean syncsFail;

  /** How many more writes succeed. */
  int writesLeft = Integer.MAX_VALUE;

  private final Directory directory;

  CountingDirectory(Directory directory) {
    this.directory = directory;
  }

  private void countRead() throws EOFException {
    reads.incrementAndGet();
    if (truncated) {
      throw new EOFException("truncated");
    }
  }

  @Override
  public Set<FileName> list() throws IOException {
    return directory.list();
  }

  @Override
  public Set<String> strangers() throws IOException {
    return directory.strangers();
  }

  @Override
  public Output create(FileName name, long reserve) throws IOException {
    Output output = directory.create(name, reserve);
    return new Output() {
      @Override
      public void write(ByteBuffer source) throws IOException {
        if (writesLeft-- <= 0) {
          throw new IOException("injected");
        }
        output.write(source);
      }

      @Override
      public void writeAndSync(ByteBuffer source) throws IOException {
        output.writeAndSync(source);
      }

      @Override
      public long position() {
        return output.position();
      }

      @Override
      public void sync() throws IOException {
        syncs.incrementAndGet();
        if (syncsFail) {
          throw new IOException("injected");
        }
        output.sync();
      }

      @Override
      public void close() throws IOException {
        output.close();
      }
    };
  }

  @Override
  public long length(FileName name) throws IOException {
    return directory.length(name);
  }

  @Override
  public Input open(FileName name) throws IOException {
    Input input = directory.open(name);
    openInputs.incrementAndGet();
    return new Input() {
      @Override
      public long length() throws IOException {
        return input.length();
      }

      @Override
      public void read(long position, ByteBuffer target) throws IOException {
        countRead();
        input.read(position, target);
      }

      @Override
      public void read(long position, MemorySegment target) throws IOException {
        countRead();
        input.read(position, target);
      }

      @Override
      public void close() throws IOException {
        openInputs.decrementAndGet();
        input.close();
      }
    };
  }

  @Override
  public Mapping map(FileName name, long expectedLength) throws IOException {
    Mapping mapping = directory.map(name, expectedLength);
    openMappings.incrementAndGet();
    return new Mapping() {
      @Override
      public MemorySegment segment() {
        return mapping.segment();
      }

      @Override
      public void advise(long offset, long length, AccessHint hint) {
        mapping.advise(offset, length, hint);
      }

      @Override
      public void close() {
        openMappings.decrementAndGet();
        mapping.close();
      }
    };
  }

  @Override
  public void publish(FileName temporary, FileName name) throws IOException {
    directory.publish(temporary, name);
  }

  @Override
  public void delete(FileName name) throws IOException {
    directory.delete(name);
  }

  @Override
  public void syncNames() throws IOException {
    directory.syncNames();
  }

  @Override
  public void linkTo(FileName name, Directory target) throws IOException {
    directory.linkTo(name, target);
  }

  @Override
  public long freeSpace() throws IOException {
    return directory.freeSpace();
  }

  @Override
  public long reserved() throws IOException {
    return directory.reserved();
  }

  @Override
  public void reserve(long bytes) throws IOException {
    directory.reserve(bytes);
  }

  @Override
  public void releaseReserve() throws IOException {
    directory.releaseReserve();
  }

  @Override
  public Set<CollectionName> children() throws IOException {
    return directory.children();
  }

  @Override
  public Directory createChild(CollectionName name) throws IOException {
    return directory.createChild(name);
  }

  @Override
  public Directory openChild(CollectionName name) throws IOException {
    return directory.openChild(name);
  }

  @Override
  public void deleteChild(CollectionName name) throws IOException {
    directory.deleteChild(name);
  }

  @Override
  public WriterLock lock() throws IOException {
    return directory.lock();
  }

  @Override
  public String describe() {
    return directory.describe();
  }

  @Override
  public void close() throws IOException {
    directory.close();
  }
}
