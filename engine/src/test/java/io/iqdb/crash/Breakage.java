package io.iqdb.crash;

import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import io.iqdb.format.manifest.ManifestData;
import io.iqdb.manifest.ManifestReader;
import io.iqdb.manifest.ManifestStore;
import io.iqdb.store.Directory;
import io.iqdb.store.Input;
import io.iqdb.store.MemoryDirectory;
import io.iqdb.store.NoSpaceException;
import io.iqdb.store.Output;
import io.iqdb.store.WriterLock;
import io.iqdb.store.sim.ForwardingDirectory;
import io.iqdb.store.sim.Workload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Disks on which one ruling does not hold, whatever the engine does. */
final class Breakage {
  private Breakage() {}

  /** Runs workloads on a broken disk. */
  static UnaryOperator<Workload> of(UnaryOperator<Directory> breakage) {
    return workload -> (directory, ledger) -> workload.run(breakage.apply(directory), ledger);
  }

  /** Outputs of some kinds of files do not sync. */
  static Directory unsynced(Directory inner, Predicate<FileKind> kinds) {
    return new BrokenOutputs(inner) {
      @Override
      Output wrap(FileName name, Output output) {
        return kinds.test(name.kind()) ? new Lying(output) : output;
      }
    };
  }

  /** Names are not synced either: the disk lies. */
  static Directory lying(Directory inner) {
    return new ForwardingDirectory(unsynced(inner, _ -> true)) {
      @Override
      public void syncNames() {
        // acknowledged, not done
      }
    };
  }

  /** A full disk goes unnoticed. */
  static Directory deafToFullDisks(Directory inner) {
    return new BrokenOutputs(inner) {
      @Override
      Output wrap(FileName name, Output output) {
        return name.kind() == FileKind.WAL ? new Deaf(output) : output;
      }
    };
  }

  /** The space that is kept for deletes is never given. */
  static Directory keepingTheReserve(Directory inner) {
    return new ForwardingDirectory(inner) {
      @Override
      public void releaseReserve() {
        // done, says the disk
      }
    };
  }

  /** The manifest before goes ahead of the next one's name. */
  static Directory retiringEarly(Directory inner) {
    return new ForwardingDirectory(inner) {
      @Override
      public void publish(FileName temporary, FileName name) throws IOException {
        FileName before = FileName.of(FileKind.MANIFEST, Math.max(1, name.number() - 1));
        if (name.kind() == FileKind.MANIFEST && list().contains(before)) {
          super.delete(before);
          super.syncNames();
        }
        super.publish(temporary, name);
      }

      @Override
      public void delete(FileName name) throws IOException {
        if (list().contains(name)) {
          super.delete(name);
        }
      }
    };
  }

  /** The lock is held, come what may. */
  static Directory blindToTheLock(Directory inner) {
    return new ForwardingDirectory(inner) {
      @Override
      public WriterLock lock() throws IOException {
        WriterLock held = super.lock();
        return new WriterLock() {
          @Override
          public void verify() {
            // nobody asks the file
          }

          @Override
          public void close() throws IOException {
            held.close();
          }
        };
      }
    };
  }

  /** Manifests say something else than what the engine wanted. */
  static Directory rewriting(Directory inner, UnaryOperator<ManifestData> change) {
    return new Rewriting(inner, change);
  }

  private abstract static class BrokenOutputs extends ForwardingDirectory {
    BrokenOutputs(Directory inner) {
      super(inner);
    }

    abstract Output wrap(FileName name, Output output);

    @Override
    public Output create(FileName name, long reserve) throws IOException {
      return wrap(name, super.create(name, reserve));
    }
  }

  /** Passes everything on. */
  private abstract static class Through implements Output {
    final Output inner;

    Through(Output inner) {
      this.inner = inner;
    }

    @Override
    public void write(ByteBuffer source) throws IOException {
      inner.write(source);
    }

    @Override
    public void writeAndSync(ByteBuffer source) throws IOException {
      inner.writeAndSync(source);
    }

    @Override
    public long position() {
      return inner.position();
    }

    @Override
    public void sync() throws IOException {
      inner.sync();
    }

    @Override
    public void close() throws IOException {
      inner.close();
    }
  }

  private static final class Lying extends Through {
    Lying(Output inner) {
      super(inner);
    }

    @Override
    public void writeAndSync(ByteBuffer source) throws IOException {
      inner.write(source);
    }

    @Override
    public void sync() {
      // acknowledged, not done
    }
  }

  private static final class Deaf extends Through {
    Deaf(Output inner) {
      super(inner);
    }

    @Override
    public void writeAndSync(ByteBuffer source) throws IOException {
      try {
        inner.writeAndSync(source);
      } catch (NoSpaceException unheard) {
        source.position(source.limit());
      }
    }
  }

  private static final class Rewriting extends ForwardingDirectory {
    private final UnaryOperator<ManifestData> change;

    Rewriting(Directory inner, UnaryOperator<ManifestData> change) {
      super(inner);
      this.change = change;
    }

    @Override
    public void publish(FileName temporary, FileName name) throws IOException {
      if (name.kind() == FileKind.MANIFEST && name.number() > 1) {
        byte[] wanted = read(this, temporary);
        super.delete(temporary);
        write(temporary, rewritten(name, wanted));
      }
      super.publish(temporary, name);
    }

    private byte[] rewritten(FileName name, byte[] wanted) throws IOException {
      try (MemoryDirectory scratch = new MemoryDirectory();
          MemoryDirectory result = new MemoryDirectory()) {
        FileName own = FileName.temporary(1);
        try (Output output = scratch.create(own, 0)) {
          output.write(ByteBuffer.wrap(wanted));
        }
        scratch.publish(own, name);
        ManifestData changed = change.apply(ManifestReader.read(scratch, name));
        try (WriterLock lock = result.lock()) {
          new ManifestStore(result, lock, () -> 1, () -> 5, name.number() - 1).publish(changed);
        }
        return read(result, name);
      }
    }

    private void write(FileName name, byte[] bytes) throws IOException {
      try (Output output = create(name, 0)) {
        output.write(ByteBuffer.wrap(bytes));
        output.sync();
      }
    }

    private static byte[] read(Directory directory, FileName name) throws IOException {
      return Breakage.read(directory, name);
    }
  }

  /** All bytes of a file. */
  static byte[] read(Directory directory, FileName name) throws IOException {
    try (Input input = directory.open(name)) {
      ByteBuffer bytes = ByteBuffer.allocate((int) input.length());
      input.read(0, bytes);
      return bytes.array();
    }
  }

  /** Frames of the log go to disk before the manifest that names it. */
  static Directory namingLate(Directory inner) {
    return new NamingLate(inner);
  }

  /** Holds a manifest that names a new log back until the next frame was written. */
  private static final class NamingLate extends BrokenOutputs {
    private record Held(FileName temporary, FileName name) {}

    private @Nullable Held held;
    private boolean created;

    NamingLate(Directory inner) {
      super(inner);
    }

    @Override
    Output wrap(FileName name, Output output) {
      if (name.kind() != FileKind.WAL) {
        return output;
      }
      created = true;
      return new Through(output) {
        @Override
        public void writeAndSync(ByteBuffer source) throws IOException {
          super.writeAndSync(source);
        }

        @Override
        public void write(ByteBuffer source) throws IOException {
          super.write(source);
          publishHeld(); // the frame that records the sync comes after the acknowledgement
        }

        @Override
        public void close() throws IOException {
          publishHeld();
          super.close();
        }
      };
    }

    private void publishHeld() throws IOException {
      Held late = held;
      if (late != null) {
        held = null;
        super.publish(late.temporary(), late.name());
      }
    }

    @Override
    public void publish(FileName temporary, FileName name) throws IOException {
      publishHeld();
      if (created && name.kind() == FileKind.MANIFEST) {
        created = false;
        held = new Held(temporary, name);
      } else {
        super.publish(temporary, name);
      }
    }
  }
}
