package io.iqdb.store.sim;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.iqdb.format.FileName;
import io.iqdb.store.Directory;
import io.iqdb.store.Input;
import io.iqdb.store.Mapping;
import io.iqdb.store.Output;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Does everything but one sync point right, and writes down which points there are. */
final class MutatedDirectory extends ForwardingDirectory {
  /** A point whose file may still get its final name. */
  private record Seen(SyncPoint.Kind kind, int nth, @Nullable FileName file, String subject) {}

  private record Held(FileName temporary, FileName name) {}

  private final @Nullable SyncPoint mutated;

  @GuardedBy("this")
  private final List<Seen> seen = new ArrayList<>();

  @GuardedBy("this")
  private final Map<SyncPoint.Kind, Integer> counts = new EnumMap<>(SyncPoint.Kind.class);

  @GuardedBy("this")
  private String lastNameChange = "nothing";

  @GuardedBy("this")
  private @Nullable Held held;

  /** Without a point to mutate, everything is right. */
  MutatedDirectory(Directory inner, @Nullable SyncPoint mutated) {
    super(inner);
    this.mutated = mutated;
  }

  /** The points so far, in order. */
  synchronized List<SyncPoint> points() {
    Map<String, Integer> occurrences = new HashMap<>();
    List<SyncPoint> points = new ArrayList<>();
    for (Seen point : seen) {
      String group = point.kind().verb() + " " + point.subject();
      int occurrence = occurrences.merge(group, 1, Integer::sum);
      points.add(new SyncPoint(point.kind(), point.nth(), group, occurrence));
    }
    return points;
  }

  /** Whether this is the point to get wrong. */
  private synchronized boolean isMutated(
      SyncPoint.Kind kind, @Nullable FileName file, String subject) {
    int nth = counts.merge(kind, 1, Integer::sum);
    seen.add(new Seen(kind, nth, file, subject));
    return mutated != null && mutated.kind() == kind && mutated.nth() == nth;
  }

  @Override
  public synchronized void publish(FileName temporary, FileName name) throws IOException {
    String subject = temporary.kind().prefix() + "->" + name.kind().prefix();
    seen.replaceAll(point ->
        temporary.equals(point.file())
            ? new Seen(point.kind(), point.nth(), null, subject)
            : point);
    lastNameChange = "publish " + name.kind().prefix();
    if (isMutated(SyncPoint.Kind.PUBLISH, null, subject)) {
      held = new Held(temporary, name);
    } else {
      super.publish(temporary, name);
      release();
    }
  }

  /** Does what was put off; after it everything is as the workload meant it. */
  synchronized void release() throws IOException {
    Held late = held;
    if (late != null) {
      held = null;
      super.publish(late.temporary(), late.name());
    }
  }

  @Override
  public synchronized void syncNames() throws IOException {
    if (!isMutated(SyncPoint.Kind.SYNC_NAMES, null, "after " + lastNameChange)) {
      super.syncNames();
      release();
    }
  }

  @Override
  public synchronized Output create(FileName name, long reserve) throws IOException {
    lastNameChange = "create " + name.kind().prefix();
    Output output = super.create(name, reserve);
    release();
    return new MutatedOutput(name, output);
  }

  @Override
  public synchronized void delete(FileName name) throws IOException {
    lastNameChange = "delete " + name.kind().prefix();
    if (held != null && name.equals(held.name())) {
      release();
    }
    super.delete(name);
    release();
  }

  @Override
  public synchronized Set<FileName> list() throws IOException {
    Set<FileName> names = new HashSet<>(super.list());
    if (held != null) {
      names.remove(held.temporary());
      names.add(held.name());
    }
    return names;
  }

  @Override
  public long length(FileName name) throws IOException {
    return super.length(actual(name));
  }

  @Override
  public Input open(FileName name) throws IOException {
    return super.open(actual(name));
  }

  @Override
  public Mapping map(FileName name, long expectedLength) throws IOException {
    return super.map(actual(name), expectedLength);
  }

  @Override
  public synchronized void linkTo(FileName name, Directory target) throws IOException {
    release();
    super.linkTo(name, target);
  }

  private synchronized FileName actual(FileName name) {
    return held != null && name.equals(held.name()) ? held.temporary() : name;
  }

  @Override
  public void close() throws IOException {
    release();
    super.close();
  }

  private final class MutatedOutput implements Output {
    private final FileName name;
    private final Output inner;

    MutatedOutput(FileName name, Output inner) {
      this.name = name;
      this.inner = inner;
    }

    @Override
    public void write(ByteBuffer source) throws IOException {
      inner.write(source);
      release();
    }

    @Override
    public void writeAndSync(ByteBuffer source) throws IOException {
      if (isMutated(SyncPoint.Kind.WRITE_AND_SYNC, name, name.kind().prefix())) {
        inner.write(source);
      } else {
        inner.writeAndSync(source);
      }
      release();
    }

    @Override
    public long position() {
      return inner.position();
    }

    @Override
    public void sync() throws IOException {
      if (!isMutated(SyncPoint.Kind.SYNC, name, name.kind().prefix())) {
        inner.sync();
        release();
      }
    }

    @Override
    public void close() throws IOException {
      inner.close();
    }
  }
}
