package io.iqdb.store.sim;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.iqdb.format.FileName;
import io.iqdb.store.Directory;
import io.iqdb.store.Input;
import io.iqdb.store.LockHeldException;
import io.iqdb.store.Mapping;
import io.iqdb.store.Output;
import io.iqdb.store.WriterLock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A disk in memory that records what is done to it and fails on demand. Reads see everything that
 * was written, synced or not, as with a page cache; what a crash leaves is worked out from {@link
 * #log} by {@link CrashStates}. The disk outlives {@link #close}: a workload reopens it by going
 * on. Safe for several threads; with one thread everything follows from the calls and the seed.
 */
public final class SimDirectory implements Directory, LinkTarget {
  private final OperationLog log;
  private final SplittableRandom random;

  @GuardedBy("this")
  private final NavigableMap<FileName, SimFile> names = new TreeMap<>();

  @GuardedBy("this")
  private final NavigableMap<FileName, SimFile> deleted = new TreeMap<>();

  @GuardedBy("this")
  private final Set<SimFile> files = new HashSet<>();

  @GuardedBy("this")
  private final Set<String> strangers = new HashSet<>();

  @GuardedBy("this")
  private final List<String> syncedAfterFailure = new ArrayList<>();

  @GuardedBy("this")
  private FaultPlan plan = FaultPlan.none();

  @GuardedBy("this")
  private long limit = Long.MAX_VALUE;

  @GuardedBy("this")
  private @Nullable SimLock lock;

  @GuardedBy("this")
  private boolean namesFailed;

  @GuardedBy("this")
  private int fileCount;

  private SimDirectory(SimImage image, long seed) {
    log = new OperationLog(image);
    random = new SplittableRandom(seed);
    image.files().forEach((name, content) -> add(name, content));
  }

  /** A new disk. */
  public static SimDirectory empty() {
    return of(SimImage.EMPTY);
  }

  /** The disk after a crash; everything on it is durable. */
  public static SimDirectory of(SimImage image) {
    return of(image, 0);
  }

  /**
   * The disk after a crash; {@code seed} decides which bit a fault turns and which file returns.
   */
  public static SimDirectory of(SimImage image, long seed) {
    return new SimDirectory(image, seed);
  }

  /** What was done so far. */
  public OperationLog log() {
    return log;
  }

  /** What reads see now. */
  public synchronized SimImage image() {
    NavigableMap<FileName, Content> contents = new TreeMap<>();
    names.forEach((name, file) -> contents.put(name, file.content));
    return SimImage.of(contents);
  }

  /** What goes wrong from now on. */
  public synchronized void inject(FaultPlan faults) {
    plan = faults;
  }

  /** Bytes that the disk holds from now on; what there is already stays. */
  public synchronized void limitTo(long bytes) {
    limit = bytes;
  }

  /** A name that is not ours. */
  public synchronized void addStranger(String name) {
    strangers.add(name);
  }

  /**
   * What somebody synced again after a sync of it had failed, file names or {@code "names"}, once
   * for each time: nobody ever may (R6).
   */
  public synchronized List<String> syncedAfterFailure() {
    return List.copyOf(syncedAfterFailure);
  }

  /** Replaces the lock file behind the holder's back. */
  public synchronized void replaceLock() {
    if (lock != null) {
      lock.lose();
      lock = null;
    }
  }

  @Override
  public synchronized Set<FileName> list() throws IOException {
    after(before(Call.LIST, null));
    return new HashSet<>(names.keySet());
  }

  @Override
  public synchronized Set<String> strangers() {
    return Set.copyOf(strangers);
  }

  @Override
  public synchronized Output create(FileName name, long reserve) throws IOException {
    IOException failure = before(Call.CREATE, name);
    requireAbsent(name);
    SimFile file = add(name, Content.EMPTY);
    log.append(new Op.Create(name, file.number));
    after(failure);
    file.handles++;
    SimOutput output = new SimOutput(this, file, reserve);
    try {
      output.reserveFirst();
    } catch (IOException e) {
      output.close();
      throw e;
    }
    return output;
  }

  @Override
  public synchronized long length(FileName name) throws IOException {
    after(before(Call.LENGTH, name));
    return require(name).content.length();
  }

  @Override
  public synchronized Input open(FileName name) throws IOException {
    after(before(Call.OPEN, name));
    SimFile file = require(name);
    file.handles++;
    return new SimInput(this, file);
  }

  @Override
  public synchronized Mapping map(FileName name, long expectedLength) throws IOException {
    Fault fault = plan.next(Call.MAP);
    after(act(fault, Call.MAP, name));
    SimFile file = require(name);
    if (file.content.length() != expectedLength) {
      throw new IOException(
          name + " has " + file.content.length() + " bytes, not " + expectedLength);
    }
    file.handles++;
    Content seen = fault instanceof Fault.FlipBit ? flipAnywhere(file.content) : file.content;
    return new SimMapping(this, file, seen);
  }

  @Override
  public synchronized void publish(FileName temporary, FileName name) throws IOException {
    IOException failure = before(Call.PUBLISH, temporary);
    SimFile file = require(temporary);
    requireAbsent(name);
    names.remove(temporary);
    names.put(name, file);
    file.name = name;
    log.append(new Op.Publish(temporary, name, file.number));
    after(failure);
  }

  @Override
  public synchronized void delete(FileName name) throws IOException {
    IOException failure = before(Call.DELETE, name);
    require(name);
    unlink(name);
    after(failure);
  }

  @Override
  public synchronized void syncNames() throws IOException {
    int covers = log.size();
    Fault fault = plan.next(Call.SYNC_NAMES);
    if (namesFailed) {
      syncedAfterFailure.add("names");
    }
    if (fault instanceof Fault.Fail fail && !fail.effective()) {
      log.append(new Op.SyncNamesFailed(covers));
      namesFailed = true;
      throw fail.errno().syncException("sync names");
    }
    log.append(new Op.SyncNames(covers));
    afterSync(fault, "sync names");
  }

  @Override
  public void linkTo(FileName name, Directory target) throws IOException {
    Content content;
    boolean synced;
    synchronized (this) {
      SimFile file = require(name);
      content = file.content;
      synced = file.isSynced();
    }
    LinkTarget.link(target, name, content, synced);
  }

  @Override
  public synchronized void acceptLink(FileName name, Content content, boolean synced)
      throws IOException {
    IOException failure = before(Call.LINK, name);
    requireAbsent(name);
    SimFile file = add(name, content);
    if (synced) {
      log.append(new Op.Link(name, file.number, content));
    } else {
      log.append(new Op.Create(name, file.number));
      ByteBuffer bytes = ByteBuffer.wrap(content.toBytes());
      log.append(new Op.Write(name, file.number, 0, content.length(), bytes));
      file.writtenTo = log.size();
    }
    after(failure);
  }

  @Override
  public synchronized long freeSpace() {
    return Math.max(0, limit - used());
  }

  @Override
  public synchronized WriterLock lock() throws IOException {
    after(before(Call.LOCK, null));
    if (lock != null) {
      throw new LockHeldException(describe() + " is locked");
    }
    SimLock taken = new SimLock(this);
    lock = taken;
    return taken;
  }

  synchronized void verify(SimLock held) throws IOException {
    after(before(Call.LOCK, null));
    held.requireHeld();
  }

  synchronized void release(SimLock held) {
    if (held.equals(lock)) {
      lock = null;
    }
  }

  @Override
  public String describe() {
    return "simulated disk (" + log.base().describe() + ")";
  }

  @Override
  public void close() {
    // the disk is there for the next opener
  }

  /** Writes {@code data}, or zeros; what did not fit or was cut short is not there. */
  synchronized void write(SimFile file, long offset, long length, @Nullable ByteBuffer data)
      throws IOException {
    Fault fault = plan.next(Call.WRITE);
    String what = "write " + length + " bytes to " + file.name;
    switch (fault) {
      case Fault.Fail fail -> {
        apply(file, offset, fail.effective() ? length : 0, data);
        throw fail.errno().exception(what);
      }
      case Fault.ShortWrite cut -> {
        apply(file, offset, cut.part().of((int) Math.min(length, Integer.MAX_VALUE)), data);
        throw cut.errno().exception(what);
      }
      case null, default -> after(act(fault, Call.WRITE, file.name));
    }
    long growth = Math.max(0, offset + length - file.content.length());
    long missing = Math.max(0, growth - freeSpace());
    apply(file, offset, Math.max(0, length - missing), data);
    if (missing > 0) {
      throw Fault.Errno.ENOSPC.exception(what);
    }
  }

  /** Where a sync that begins now begins. */
  synchronized int beginSync(SimFile file) {
    if (file.syncFailed) {
      syncedAfterFailure.add(file.name.toString());
    }
    return log.size();
  }

  synchronized void endSync(SimFile file, int covers) throws IOException {
    Fault fault = plan.next(Call.SYNC);
    if (fault instanceof Fault.Fail fail && !fail.effective()) {
      log.append(new Op.SyncFailed(file.name, file.number, covers));
      file.syncFailed = true;
      throw fail.errno().syncException("sync " + file.name);
    }
    log.append(new Op.Sync(file.name, file.number, covers));
    file.syncedTo = Math.max(file.syncedTo, covers);
    afterSync(fault, "sync " + file.name);
  }

  @GuardedBy("this")
  private void afterSync(@Nullable Fault fault, String what) throws IOException {
    switch (fault) {
      case Fault.Fail fail -> throw fail.errno().syncException(what);
      case Fault.Reappear _ -> reappear();
      case null, default -> {}
    }
  }

  /** The content to read from, and perhaps a bit of {@code [position, position + count)} wrong. */
  synchronized Content read(SimFile file, long position, long count) throws IOException {
    Fault fault = plan.next(Call.READ);
    after(act(fault, Call.READ, file.name));
    boolean flip = fault instanceof Fault.FlipBit && count > 0;
    return flip && position + count <= file.content.length()
        ? file.content.flip(position + random.nextLong(count), random.nextInt(Byte.SIZE))
        : file.content;
  }

  synchronized long length(SimFile file) {
    return file.content.length();
  }

  synchronized void release(SimFile file) {
    file.handles--;
    forgetIfGone(file);
  }

  @GuardedBy("this")
  private void apply(SimFile file, long offset, long length, @Nullable ByteBuffer data) {
    if (length == 0) {
      return;
    }
    ByteBuffer kept = data == null ? null : copy(data, (int) length);
    file.content =
        kept == null ? file.content.zero(offset, length) : file.content.write(offset, kept);
    log.append(new Op.Write(file.name, file.number, offset, length, kept));
    file.writtenTo = log.size();
  }

  private static ByteBuffer copy(ByteBuffer data, int length) {
    return ByteBuffer.allocate(length)
        .put(data.duplicate().limit(data.position() + length))
        .flip()
        .asReadOnlyBuffer();
  }

  @GuardedBy("this")
  private @Nullable IOException before(Call call, @Nullable FileName name) throws IOException {
    return act(plan.next(call), call, name);
  }

  /** Does what a fault does before its call; returns what to throw when the call has been done. */
  @GuardedBy("this")
  private @Nullable IOException act(@Nullable Fault fault, Call call, @Nullable FileName name)
      throws IOException {
    switch (fault) {
      case Fault.Fail fail -> {
        IOException failure = fail.errno().exception(call + (name == null ? "" : " " + name));
        if (!fail.effective()) {
          throw failure;
        }
        return failure;
      }
      case Fault.Vanish _ -> {
        if (name != null && names.containsKey(name)) {
          unlink(name);
        }
      }
      case Fault.Reappear _ -> reappear();
      case null, default -> {}
    }
    return null;
  }

  private static void after(@Nullable IOException failure) throws IOException {
    if (failure != null) {
      throw failure;
    }
  }

  @GuardedBy("this")
  private void reappear() {
    List<FileName> candidates = new ArrayList<>(deleted.keySet());
    candidates.removeAll(names.keySet());
    if (candidates.isEmpty()) {
      return;
    }
    FileName name = candidates.get(random.nextInt(candidates.size()));
    SimFile stale = add(name, require(deleted, name).content);
    log.append(new Op.Link(name, stale.number, stale.content));
  }

  private Content flipAnywhere(Content content) {
    return content.length() == 0
        ? content
        : content.flip(random.nextLong(content.length()), random.nextInt(Byte.SIZE));
  }

  private synchronized SimFile add(FileName name, Content content) {
    SimFile file = new SimFile(fileCount++, name, content);
    names.put(name, file);
    files.add(file);
    return file;
  }

  @GuardedBy("this")
  private void unlink(FileName name) {
    SimFile file = require(names, name);
    names.remove(name);
    deleted.put(name, file);
    file.names--;
    forgetIfGone(file);
    log.append(new Op.Delete(name, file.number));
  }

  private synchronized void forgetIfGone(SimFile file) {
    if (file.isGone()) {
      files.remove(file);
    }
  }

  @GuardedBy("this")
  private long used() {
    return files.stream().mapToLong(file -> file.content.length()).sum();
  }

  @GuardedBy("this")
  private SimFile require(FileName name) throws IOException {
    if (!names.containsKey(name)) {
      throw new NoSuchFileException(name.toString());
    }
    return require(names, name);
  }

  private static SimFile require(NavigableMap<FileName, SimFile> files, FileName name) {
    SimFile file = files.get(name);
    if (file == null) {
      throw new IllegalStateException("no " + name);
    }
    return file;
  }

  @GuardedBy("this")
  private void requireAbsent(FileName name) throws IOException {
    if (names.containsKey(name)) {
      throw new FileAlreadyExistsException(name.toString());
    }
  }
}
