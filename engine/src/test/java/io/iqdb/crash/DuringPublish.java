package io.iqdb.crash;

import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import io.iqdb.store.Directory;
import io.iqdb.store.sim.ForwardingDirectory;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Does something once, right before the next file of a kind gets its name. While a segment gets its
 * name nobody leads the write queue, so that writes may come between the seal of a flush and its
 * publication, on one thread and the same way every time.
 */
final class DuringPublish extends ForwardingDirectory {
  private record Plan(FileKind kind, Runnable action) {}

  private final AtomicReference<@Nullable Plan> plan = new AtomicReference<>();

  DuringPublish(Directory inner) {
    super(inner);
  }

  /** Does {@code action} before the next {@code kind} of file is published. */
  void next(FileKind kind, Runnable action) {
    plan.set(new Plan(kind, action));
  }

  @Override
  public void publish(FileName temporary, FileName name) throws IOException {
    Plan due = plan.get();
    if (due != null && due.kind() == name.kind() && plan.compareAndSet(due, null)) {
      due.action().run();
    }
    super.publish(temporary, name);
  }
}
