package io.iqdb.store.sim;

import io.iqdb.format.CollectionName;
import io.iqdb.format.FileName;
import io.iqdb.store.Directory;
import io.iqdb.store.Input;
import io.iqdb.store.Mapping;
import io.iqdb.store.Output;
import io.iqdb.store.WriterLock;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A directory of a disk in memory that records what is done to it and fails on demand. Reads see
 * everything that was written, synced or not, as with a page cache; what a crash leaves is worked
 * out from {@link #log} by {@link CrashStates}. The disk outlives {@link #close}: a workload
 * reopens it by going on. Children are directories of the same disk: log, faults, limit and image
 * are those of all. Safe for several threads; with one thread everything follows from the calls and
 * the seed.
 */
public final class SimDirectory implements Directory, LinkTarget {
  private final SimDisk disk;
  private final long number;

  private SimDirectory(SimDisk disk, long number) {
    this.disk = disk;
    this.number = number;
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
    return new SimDirectory(new SimDisk(image, seed), SimName.ROOT);
  }

  /** What was done so far. */
  public OperationLog log() {
    return disk.log();
  }

  /** What reads see now. */
  public SimImage image() {
    return disk.image();
  }

  /** What goes wrong from now on. */
  public void inject(FaultPlan faults) {
    disk.inject(faults);
  }

  /** Bytes that the disk holds from now on; what there is already stays. */
  public void limitTo(long bytes) {
    disk.limitTo(bytes);
  }

  /** A name that is not ours, in the root. */
  public void addStranger(String name) {
    disk.addStranger(name);
  }

  /**
   * What somebody synced again after a sync of it had failed, file names or {@code "names"}, once
   * for each time: nobody ever may (R6).
   */
  public List<String> syncedAfterFailure() {
    return disk.syncedAfterFailure();
  }

  /** Replaces the lock file of the root behind the holder's back. */
  public void replaceLock() {
    disk.replaceLock();
  }

  @Override
  public Set<FileName> list() throws IOException {
    return disk.list(number);
  }

  @Override
  public Set<String> strangers() {
    return number == SimName.ROOT ? disk.strangers() : Set.of();
  }

  @Override
  public Output create(FileName name, long reserve) throws IOException {
    return disk.create(here(name), reserve);
  }

  @Override
  public long length(FileName name) throws IOException {
    return disk.length(here(name));
  }

  @Override
  public Input open(FileName name) throws IOException {
    return disk.open(here(name));
  }

  @Override
  public Mapping map(FileName name, long expectedLength) throws IOException {
    return disk.map(here(name), expectedLength);
  }

  @Override
  public void publish(FileName temporary, FileName name) throws IOException {
    disk.publish(here(temporary), here(name));
  }

  @Override
  public void delete(FileName name) throws IOException {
    disk.delete(here(name));
  }

  @Override
  public void syncNames() throws IOException {
    disk.syncNames(number);
  }

  @Override
  public void linkTo(FileName name, Directory target) throws IOException {
    disk.linkTo(here(name), target);
  }

  @Override
  public void acceptLink(FileName name, Content content, boolean synced) throws IOException {
    disk.acceptLink(here(name), content, synced);
  }

  @Override
  public long freeSpace() {
    return disk.freeSpace();
  }

  @Override
  public long reserved() {
    return disk.reserved(number);
  }

  @Override
  public void reserve(long bytes) throws IOException {
    disk.reserve(number, bytes);
  }

  @Override
  public void releaseReserve() throws IOException {
    disk.releaseReserve(number);
  }

  @Override
  public Set<CollectionName> children() throws IOException {
    Set<CollectionName> children = new TreeSet<>();
    if (number == SimName.ROOT) {
      disk.folders().forEach(folder -> children.add(new CollectionName(folder)));
    }
    return children;
  }

  @Override
  public SimDirectory createChild(CollectionName name) throws IOException {
    requireRoot(name);
    disk.createFolder(name.number());
    return new SimDirectory(disk, name.number());
  }

  @Override
  public SimDirectory openChild(CollectionName name) throws IOException {
    requireRoot(name);
    disk.requireFolder(name.number());
    return new SimDirectory(disk, name.number());
  }

  @Override
  public void deleteChild(CollectionName name) throws IOException {
    requireRoot(name);
    disk.deleteFolder(name.number());
  }

  @Override
  public WriterLock lock() throws IOException {
    return disk.lock(number);
  }

  @Override
  public String describe() {
    return disk.describe(number);
  }

  @Override
  public void close() {
    // the disk is there for the next opener
  }

  private SimName here(FileName name) {
    return new SimName(number, name);
  }

  private void requireRoot(CollectionName name) throws FileSystemException {
    if (number != SimName.ROOT) {
      throw new FileSystemException(describe() + "/" + name, null, "children have no children");
    }
  }
}
