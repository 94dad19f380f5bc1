package io.iqdb.crash;

import io.iqdb.format.FileName;
import io.iqdb.store.Directory;
import io.iqdb.store.Output;
import io.iqdb.store.sim.ForwardingDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The disk as one process knows it, which may be killed at any call that changes something: that
 * call and all after it do not happen. What the operating system took over before stays.
 */
final class KillSwitch extends ForwardingDirectory {
  /** The process is dead. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  private final AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);

  KillSwitch(Directory inner) {
    super(inner);
  }

  /** Kills at the call after so many more. */
  void after(int calls) {
    left.set(calls);
  }

  private void live() {
    if (left.getAndUpdate(calls -> Math.max(0, calls - 1)) == 0) {
      throw new Killed();
    }
  }

  @Override
  public Output create(FileName name, long reserve) throws IOException {
    live();
    return new Mortal(super.create(name, reserve));
  }

  @Override
  public void publish(FileName temporary, FileName name) throws IOException {
    live();
    super.publish(temporary, name);
  }

  @Override
  public void delete(FileName name) throws IOException {
    live();
    super.delete(name);
  }

  @Override
  public void syncNames() throws IOException {
    live();
    super.syncNames();
  }

  private final class Mortal implements Output {
    private final Output inner;

    Mortal(Output inner) {
      this.inner = inner;
    }

    @Override
    public void write(ByteBuffer source) throws IOException {
      live();
      inner.write(source);
    }

    @Override
    public void writeAndSync(ByteBuffer source) throws IOException {
      live();
      inner.writeAndSync(source);
    }

    @Override
    public long position() {
      return inner.position();
    }

    @Override
    public void sync() throws IOException {
      live();
      inner.sync();
    }

    @Override
    public void close() throws IOException {
      inner.close();
    }
  }
}
