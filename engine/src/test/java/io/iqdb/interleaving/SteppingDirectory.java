package io.iqdb.interleaving;

import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import io.iqdb.store.Directory;
import io.iqdb.store.Output;
import io.iqdb.store.sim.Content;
import io.iqdb.store.sim.ForwardingDirectory;
import java.io.IOException;

/**
 * Makes actors pause around what they do to the disk. In the directory of a database that is the
 * naming of a segment alone, for there nobody leads the write queue; what comes before it happens
 * in a file that nobody else knows. In the directory of a copy it is every call that changes it.
 */
final class SteppingDirectory extends ForwardingDirectory {
  private final Baton baton;

  /** Called before an actor pauses here, or null in the directory of a database. */
  private final Runnable touched;

  private final boolean everywhere;

  private SteppingDirectory(Directory inner, Baton baton, boolean everywhere, Runnable touched) {
    super(inner);
    this.baton = baton;
    this.everywhere = everywhere;
    this.touched = touched;
  }

  /** Of a database. */
  static SteppingDirectory database(Directory inner, Baton baton) {
    return new SteppingDirectory(inner, baton, false, () -> {});
  }

  /** Of a copy; {@code touched} is told before each change of it. */
  static SteppingDirectory copy(Directory inner, Baton baton, Runnable touched) {
    return new SteppingDirectory(inner, baton, true, touched);
  }

  private void pauseInCopy(String what) {
    if (everywhere) {
      touched.run();
      baton.pause(what);
    }
  }

  @Override
  public Output create(FileName name, long reserve) throws IOException {
    pauseInCopy("create " + name);
    return super.create(name, reserve);
  }

  @Override
  public void acceptLink(FileName name, Content content, boolean synced) throws IOException {
    pauseInCopy("link " + name);
    super.acceptLink(name, content, synced);
  }

  @Override
  public void publish(FileName temporary, FileName name) throws IOException {
    pauseInCopy("publish " + name);
    boolean segment = !everywhere && name.kind() == FileKind.SEGMENT;
    if (segment) {
      baton.pause("before " + name);
    }
    super.publish(temporary, name);
    if (segment) {
      baton.pause("behind " + name);
    }
  }
}
