package io.iqdb.crash;

import io.iqdb.format.Crc32c;
import io.iqdb.format.FileHeader;
import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import io.iqdb.store.Directory;
import io.iqdb.store.Output;
import io.iqdb.store.sim.ForwardingDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A disk on which no frame of a log says what was synced before it. */
final class Vouchless extends ForwardingDirectory {
  private static final int SYNCED_UP_TO = 24;
  private static final int CRC = 44;

  Vouchless(Directory inner) {
    super(inner);
  }

  @Override
  public Output create(FileName name, long reserve) throws IOException {
    Output output = super.create(name, reserve);
    return name.kind() == FileKind.WAL ? new Log(name, output) : output;
  }

  private static final class Log implements Output {
    private final FileName name;
    private final Output inner;
    private long salt;

    Log(FileName name, Output inner) {
      this.name = name;
      this.inner = inner;
    }

    private ByteBuffer changed(ByteBuffer source) {
      ByteBuffer copy = ByteBuffer.allocate(source.remaining()).order(ByteOrder.LITTLE_ENDIAN);
      copy.put(source).flip();
      if (inner.position() == 0) {
        salt = FileHeader.decode(copy.duplicate(), name).salt();
      } else {
        copy.putLong(SYNCED_UP_TO, 0);
        copy.putInt(CRC, Crc32c.salted(salt, copy.duplicate().limit(CRC)));
      }
      return copy;
    }

    @Override
    public void write(ByteBuffer source) throws IOException {
      inner.write(changed(source));
    }

    @Override
    public void writeAndSync(ByteBuffer source) throws IOException {
      inner.writeAndSync(changed(source));
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
}
