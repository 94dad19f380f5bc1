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
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the directories of one simulated disk share: files and folders, the log of what was done,
 * what goes wrong, and the limit. Safe for several threads.
 */
final class SimDisk {
  private final OperationLog log;
  private final SplittableRandom random;

  @GuardedBy("this")
  private final NavigableMap<SimName, SimFile> names = new TreeMap<>();

  @GuardedBy("this")
  private final NavigableMap<SimName, SimFile> deleted = new TreeMap<>();

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
  private final Map<Long, SimLock> locks = new HashMap<>();

  /** By directory; no part of a crash image, for what is in them is of no interest. */
  @GuardedBy("this")
  private final Map<Long, Long> reserves = new HashMap<>();

  @GuardedBy("this")
  private final Set<Long> namesFailed = new HashSet<>();

  @GuardedBy("this")
  private int fileCount;

  SimDisk(SimImage image, long seed) {
    log = new OperationLog(image);
    random = new SplittableRandom(seed);
    image.all().forEach((name, content) -> add(name, content));
  }

  /** What was done so far. */
  OperationLog log() {
    return log;
  }

  /** What reads see now. */
  synchronized SimImage image() {
    NavigableMap<SimName, Content> contents = new TreeMap<>();
    names.forEach((name, file) -> contents.put(name, file.content));
    return SimImage.ofAll(contents);
  }

  /** What goes wrong from now on. */
  synchronized void inject(FaultPlan faults) {
    plan = faults;
  }

  /** Bytes that the disk holds from now on; what there is already stays. */
  synchronized void limitTo(long bytes) {
    limit = bytes;
  }

  /** A name that is not ours. */
  synchronized void addStranger(String name) {
    strangers.add(name);
  }

  /**
   * What somebody synced again after a sync of it had failed, file names or {@code "names"}, once
   * for each time: nobody ever may (R6).
   */
  synchronized List<String> syncedAfterFailure() {
    return List.copyOf(syncedAfterFailure);
  }

  /** Replaces the lock file behind the holder's back. */
  synchronized void replaceLock() {
    SimLock held = locks.remove(SimName.ROOT);
    if (held != null) {
      held.lose();
    }
  }

  synchronized Set<FileName> list(long directory) throws IOException {
    after(before(Call.LIST, null));
    requireDirectory(directory);
    Set<FileName> found = new HashSet<>();
    for (SimName name : names.keySet()) {
      if (name.folder() == directory && !name.isFolder()) {
        found.add(name.file());
      }
    }
    return found;
  }

  synchronized Set<Long> folders() throws IOException {
    after(before(Call.LIST, null));
    Set<Long> found = new TreeSet<>();
    for (SimName name : names.keySet()) {
      if (name.isFolder()) {
        found.add(name.folder());
      }
    }
    return found;
  }

  synchronized void createFolder(long number) throws IOException {
    SimName name = SimName.folder(number);
    IOException failure = before(Call.FOLDER, name);
    requireAbsent(name);
    log.append(new Op.Create(name, add(name, Content.EMPTY).number));
    after(failure);
  }

  synchronized void requireFolder(long number) throws IOException {
    after(before(Call.OPEN, SimName.folder(number)));
    requireDirectory(number);
  }

  /** With its lock file and its reserve, which nobody holds. */
  synchronized void deleteFolder(long number) throws IOException {
    SimName folder = SimName.folder(number);
    IOException failure = before(Call.FOLDER, folder);
    require(folder);
    for (SimName name : names.keySet()) {
      if (name.folder() == number && !name.isFolder()) {
        throw new DirectoryNotEmptyException(folder.toString());
      }
    }
    reserves.remove(number);
    unlink(folder);
    after(failure);
  }

  synchronized long reserved(long directory) {
    return reserves.getOrDefault(directory, 0L);
  }

  synchronized void reserve(long directory, long bytes) throws IOException {
    after(before(Call.RESERVE, null));
    long more = bytes - reserved(directory);
    if (more > freeSpace()) {
      throw Fault.Errno.ENOSPC.exception("reserve " + bytes + " bytes");
    }
    reserves.put(directory, bytes);
  }

  synchronized void releaseReserve(long directory) throws IOException {
    after(before(Call.DELETE, null));
    reserves.remove(directory);
  }

  synchronized Set<String> strangers() {
    return Set.copyOf(strangers);
  }

  synchronized Output create(SimName name, long reserve) throws IOException {
    IOException failure = before(Call.CREATE, name);
    requireDirectory(name.directory());
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

  synchronized long length(SimName name) throws IOException {
    after(before(Call.LENGTH, name));
    return require(name).content.length();
  }

  synchronized Input open(SimName name) throws IOException {
    after(before(Call.OPEN, name));
    SimFile file = require(name);
    file.handles++;
    return new SimInput(this, file);
  }

  synchronized Mapping map(SimName name, long expectedLength) throws IOException {
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

  synchronized void publish(SimName temporary, SimName name) throws IOException {
    IOException failure = before(Call.PUBLISH, temporary);
    SimFile file = require(temporary);
    requireAbsent(name);
    names.remove(temporary);
    names.put(name, file);
    file.name = name;
    log.append(new Op.Publish(temporary, name, file.number));
    after(failure);
  }

  synchronized void delete(SimName name) throws IOException {
    IOException failure = before(Call.DELETE, name);
    require(name);
    unlink(name);
    after(failure);
  }

  synchronized void syncNames(long directory) throws IOException {
    int covers = log.size();
    Fault fault = plan.next(Call.SYNC_NAMES);
    if (namesFailed.contains(directory)) {
      syncedAfterFailure.add("names");
    }
    if (fault instanceof Fault.Fail fail && !fail.effective()) {
      log.append(new Op.SyncNamesFailed(directory, covers));
      namesFailed.add(directory);
      throw fail.errno().syncException("sync names");
    }
    log.append(new Op.SyncNames(directory, covers));
    afterSync(fault, "sync names");
  }

  void linkTo(SimName name, Directory target) throws IOException {
    Content content;
    boolean synced;
    synchronized (this) {
      SimFile file = require(name);
      content = file.content;
      synced = file.isSynced();
    }
    LinkTarget.link(target, name.file(), content, synced);
  }

  synchronized void acceptLink(SimName name, Content content, boolean synced) throws IOException {
    IOException failure = before(Call.LINK, name);
    requireDirectory(name.directory());
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

  synchronized long freeSpace() {
    return Math.max(0, limit - used());
  }

  synchronized WriterLock lock(long directory) throws IOException {
    after(before(Call.LOCK, null));
    requireDirectory(directory);
    if (locks.containsKey(directory)) {
      throw new LockHeldException(describe(directory) + " is locked");
    }
    SimLock taken = new SimLock(this, directory);
    locks.put(directory, taken);
    return taken;
  }

  synchronized void verify(SimLock held) throws IOException {
    after(before(Call.LOCK, null));
    held.requireHeld();
  }

  synchronized void release(long directory, SimLock held) {
    locks.remove(directory, held);
  }

  String describe(long directory) {
    String disk = "simulated disk (" + log.base().describe() + ")";
    return directory == SimName.ROOT ? disk : disk + "/" + SimName.folder(directory);
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
  private @Nullable IOException before(Call call, @Nullable SimName name) throws IOException {
    return act(plan.next(call), call, name);
  }

  /** Does what a fault does before its call; returns what to throw when the call has been done. */
  @GuardedBy("this")
  private @Nullable IOException act(@Nullable Fault fault, Call call, @Nullable SimName name)
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
    List<SimName> candidates = new ArrayList<>(deleted.keySet());
    candidates.removeAll(names.keySet());
    Set<SimName> present = Set.copyOf(names.keySet());
    candidates.removeIf(name -> name.isFolder() || NameChoices.isLost(name, present));
    if (candidates.isEmpty()) {
      return;
    }
    SimName name = candidates.get(random.nextInt(candidates.size()));
    SimFile stale = add(name, require(deleted, name).content);
    log.append(new Op.Link(name, stale.number, stale.content));
  }

  private Content flipAnywhere(Content content) {
    return content.length() == 0
        ? content
        : content.flip(random.nextLong(content.length()), random.nextInt(Byte.SIZE));
  }

  private synchronized SimFile add(SimName name, Content content) {
    SimFile file = new SimFile(fileCount++, name, content);
    names.put(name, file);
    files.add(file);
    return file;
  }

  @GuardedBy("this")
  private void unlink(SimName name) {
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
    return files.stream().mapToLong(file -> file.content.length()).sum()
        + reserves.values().stream().mapToLong(Long::longValue).sum();
  }

  @GuardedBy("this")
  private SimFile require(SimName name) throws IOException {
    if (!names.containsKey(name)) {
      throw new NoSuchFileException(name.toString());
    }
    return require(names, name);
  }

  private static SimFile require(NavigableMap<SimName, SimFile> files, SimName name) {
    SimFile file = files.get(name);
    if (file == null) {
      throw new IllegalStateException("no " + name);
    }
    return file;
  }

  @GuardedBy("this")
  private void requireDirectory(long directory) throws IOException {
    if (directory != SimName.ROOT) {
      require(SimName.folder(directory));
    }
  }

  @GuardedBy("this")
  private void requireAbsent(SimName name) throws IOException {
    if (names.containsKey(name)) {
      throw new FileAlreadyExistsException(name.toString());
    }
  }
}
