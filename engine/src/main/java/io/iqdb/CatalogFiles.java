package io.iqdb;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.iqdb.catalog.CatalogReader;
import io.iqdb.catalog.CatalogStore;
import io.iqdb.error.CollectionExistsException;
import io.iqdb.error.NotADatabaseException;
import io.iqdb.format.CollectionName;
import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import io.iqdb.format.catalog.CatalogData;
import io.iqdb.format.catalog.CollectionEntry;
import io.iqdb.format.manifest.StoredConfig;
import io.iqdb.manifest.ManifestStore;
import io.iqdb.recovery.Recovery;
import io.iqdb.store.Directory;
import io.iqdb.store.NoSpaceException;
import io.iqdb.store.WriterLock;
import io.iqdb.write.FileNumbers;
import io.iqdb.write.Reserve;
import io.iqdb.write.Tuning;
import io.iqdb.write.WriterHealth;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What a catalog is on disk: the file that names the collections, and their directories. A
 * directory is complete before it is named, and goes after it is no longer named; what a crash left
 * between the two is removed at the next opening. Safe for several threads, one of which changes
 * anything at a time.
 */
final class CatalogFiles implements CatalogContents {
  private final Directory directory;
  private final CatalogStore store;
  private final Tuning tuning;
  private final Reserve reserve;
  private final WriterHealth health = new WriterHealth();

  @GuardedBy("this")
  private CatalogData current;

  /** The highest number that somebody creates a collection with, or did. */
  @GuardedBy("this")
  private long taken;

  private CatalogFiles(
      Directory directory,
      CatalogStore store,
      Tuning tuning,
      Reserve reserve,
      CatalogData current) {
    this.directory = directory;
    this.store = store;
    this.tuning = tuning;
    this.reserve = reserve;
    this.current = current;
  }

  /** Opens the catalog in {@code directory}, which {@code lock} holds, or makes it. */
  static CatalogFiles open(Directory directory, WriterLock lock, Tuning tuning, Reserve reserve)
      throws IOException {
    Optional<CatalogData> stored = CatalogReader.newest(directory);
    if (stored.isEmpty()) {
      requireEmpty(directory);
    }
    Recovery.sweepTemporaries(directory);
    CatalogStore store =
        new CatalogStore(directory, lock, tuning::salt, stored.map(CatalogData::number).orElse(0L));
    if (stored.isEmpty()) {
      CatalogData first = new CatalogData(1, tuning.database(), List.of(), 1);
      store.publish(first);
      return new CatalogFiles(directory, store, tuning, reserve, first);
    }
    CatalogFiles files = new CatalogFiles(directory, store, tuning, reserve, stored.get());
    files.sweep();
    return files;
  }

  private static void requireEmpty(Directory directory) throws IOException {
    if (DirectoryKind.of(directory) == DirectoryKind.DATABASE) {
      throw DirectoryKind.noCatalog(directory);
    }
    Set<String> others = new HashSet<>(directory.strangers());
    others.removeIf(name -> name.startsWith(".") || name.equals("lost+found"));
    directory.list().stream()
        .filter(name -> name.kind() != FileKind.TEMPORARY)
        .forEach(name -> others.add(name.toString()));
    if (!others.isEmpty()) {
      throw new NotADatabaseException(
          directory.describe()
              + " holds other files, such as "
              + others.iterator().next()
              + "; a catalog needs a directory of its own");
    }
  }

  /**
   * Removes what no catalog names, but only once a catalog of our own says so: what a dead process
   * published last may be known to the operating system alone (ruling 7).
   */
  private synchronized void sweep() throws IOException {
    Set<CollectionName> leftovers = new HashSet<>(directory.children());
    current.collections().forEach(entry -> leftovers.remove(entry.directory()));
    long highest = leftovers.stream().mapToLong(CollectionName::number).max().orElse(0);
    long next = Math.max(current.nextCollection(), highest + 1);
    Set<FileName> old = oldCatalogs();
    if (leftovers.isEmpty() && old.isEmpty() && current.number() > 1) {
      return;
    }
    try {
      publish(current.collections(), next);
    } catch (NoSpaceException full) {
      current = new CatalogData(current.number(), current.catalog(), current.collections(), next);
      return; // the next opener sweeps
    }
    for (CollectionName leftover : leftovers) {
      remove(leftover);
    }
    for (FileName name : oldCatalogs()) {
      directory.delete(name);
    }
  }

  @GuardedBy("this")
  private Set<FileName> oldCatalogs() throws IOException {
    long newest = current.number();
    Set<FileName> old = new HashSet<>(directory.list());
    old.removeIf(name -> name.kind() != FileKind.CATALOG || name.number() >= newest);
    return old;
  }

  @Override
  public synchronized List<CollectionEntry> list() {
    return current.collections();
  }

  @Override
  public Iqdb open(CollectionEntry entry, OpenOptions how) throws Exception {
    return Opening.collection(CatalogContents.child(directory, entry), how, tuning, reserve);
  }

  /**
   * A number for a new collection of that name, which nobody else gets; nothing is written.
   *
   * @throws CollectionExistsException where there is one of that name
   */
  synchronized long takeNumber(String name) {
    health.check();
    CollectionEntry.requireName(name);
    requireFree(name);
    taken = Math.max(taken + 1, current.nextCollection());
    return taken;
  }

  /** Makes an empty collection with a number that was taken for it. */
  synchronized CollectionEntry create(long number, String name, StoredConfig config)
      throws IOException {
    health.check();
    requireFree(name);
    CollectionEntry entry = new CollectionEntry(number, name, config);
    store.requireLock(); // to another owner the number may be that of a collection
    Directory made = directory.createChild(entry.directory());
    try {
      initialize(made, entry);
      List<CollectionEntry> more = new ArrayList<>(current.collections());
      more.add(entry);
      more.sort(Comparator.comparingLong(CollectionEntry::number));
      publish(more, Math.max(current.nextCollection(), number + 1));
    } catch (IOException | RuntimeException | Error failure) {
      if (!health.failed()) {
        remove(entry.directory()); // made here, and certainly not named
      }
      throw failure;
    }
    return entry;
  }

  /** On return the directory is a database without records, and survives power loss. */
  @GuardedBy("this")
  private void initialize(Directory made, CollectionEntry entry) throws IOException {
    try (Directory child = made) {
      syncNames(); // ruling 10
      try (WriterLock lock = child.lock()) {
        FileNumbers numbers = new FileNumbers(1, Set.of());
        ManifestStore manifests = new ManifestStore(child, lock, numbers::take, tuning::salt, 0);
        Recovery.create(manifests, entry.config(), tuning.database());
      }
    }
  }

  private void syncNames() throws IOException {
    try {
      directory.syncNames();
    } catch (IOException | RuntimeException | Error failure) {
      health.fail(failure);
      throw failure;
    }
  }

  /** Gives a collection another name. */
  synchronized void rename(String from, String to) throws IOException {
    health.check();
    CollectionEntry.requireName(to);
    CollectionEntry renamed = find(from).renamed(to);
    if (from.equals(to)) {
      return;
    }
    requireFree(to);
    publish(change(renamed.number(), entry -> renamed), current.nextCollection());
  }

  /** Forgets a collection that nobody has open, and removes its files. */
  synchronized void drop(CollectionEntry dropped) throws IOException {
    health.check();
    List<CollectionEntry> rest = new ArrayList<>(current.collections());
    rest.removeIf(entry -> entry.number() == dropped.number());
    try {
      publish(rest, current.nextCollection());
    } catch (NoSpaceException full) {
      reserve.release(); // a drop gives more back than it takes
      publish(rest, current.nextCollection());
    }
    remove(dropped.directory());
  }

  private synchronized void requireFree(String name) {
    if (current.collections().stream().anyMatch(entry -> entry.name().equals(name))) {
      throw new CollectionExistsException("there is a collection of that name already");
    }
  }

  @GuardedBy("this")
  private List<CollectionEntry> change(long number, UnaryOperator<CollectionEntry> change) {
    return current.collections().stream()
        .map(entry -> entry.number() == number ? change.apply(entry) : entry)
        .toList();
  }

  @GuardedBy("this")
  private void publish(List<CollectionEntry> collections, long nextCollection) throws IOException {
    CatalogData next =
        new CatalogData(current.number() + 1, current.catalog(), collections, nextCollection);
    try {
      store.publish(next);
    } catch (NoSpaceException full) {
      throw full;
    } catch (IOException | RuntimeException | Error failure) {
      health.fail(failure);
      throw failure;
    }
    current = next;
  }

  /** Removes a directory that no catalog names; where that is refused, the next opener does. */
  private void remove(CollectionName name) {
    try (Directory child = directory.openChild(name)) {
      try (WriterLock lock = child.lock()) { // not while another process has it open for itself
        lock.verify();
        // the manifest, which comes first, goes last: a reader that follows it meets no files
        // without one, which would be damage
        for (FileName file : child.list().stream().sorted(Comparator.reverseOrder()).toList()) {
          child.delete(file);
        }
      }
      directory.deleteChild(name);
    } catch (java.nio.file.NoSuchFileException gone) {
      return;
    } catch (IOException kept) {
      System.getLogger("io.iqdb")
          .log(System.Logger.Level.WARNING, "a dropped collection stays: " + kept.getMessage());
    }
  }
}
