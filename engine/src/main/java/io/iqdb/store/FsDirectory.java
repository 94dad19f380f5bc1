package io.iqdb.store;

import io.iqdb.error.Require;
import io.iqdb.format.CollectionName;
import io.iqdb.format.FileName;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A directory of the local file system. Holds no descriptor of its own: {@link #close} has nothing
 * to do, and the lock, inputs and mappings taken from here live until they are closed themselves.
 */
public final class FsDirectory implements Directory {
  private static final String READ_ONLY = "r--r--r--";

  private final Path directory; // real: the lock registry knows one name for it
  private static final Set<String> REMOTE =
      Set.of("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "fuse.sshfs");

  private final MappingBudget budget;

  /** Of a real path; {@code budget} counts for the whole process. */
  FsDirectory(Path directory, MappingBudget budget) {
    this.directory = directory;
    this.budget = budget;
  }

  /**
   * A directory that exists.
   *
   * @throws NoSuchFileException where there is none
   * @throws NotDirectoryException where it is something else
   */
  public static FsDirectory open(Path path) throws IOException {
    requireLocal(path);
    Path real = path.toRealPath();
    if (!Files.isDirectory(real)) {
      throw new NotDirectoryException(path.toString());
    }
    return new FsDirectory(real, MappingBudget.ofSystem());
  }

  /**
   * A directory that is created, with those above it, where it does not exist. On return its name
   * is durable.
   *
   * @throws NotDirectoryException where it, or one above it, is something else
   */
  public static FsDirectory create(Path path) throws IOException {
    requireLocal(path);
    Path absolute = path.toAbsolutePath();
    createWithParents(absolute);
    Path parent = absolute.getParent();
    if (parent != null && Files.isReadable(parent)) {
      NameSync.sync(parent); // whoever created it before may have been killed ahead of this
    }
    return open(absolute);
  }

  private static void requireLocal(Path path) {
    Require.argument(
        path.getFileSystem().equals(FileSystems.getDefault()),
        "%s is not on the file system of the operating system",
        path);
  }

  private static void createWithParents(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      return;
    }
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new NotDirectoryException(path.toString());
    }
    Path parent = Objects.requireNonNull(path.getParent(), "the root exists");
    createWithParents(parent);
    try {
      Files.createDirectory(path);
    } catch (FileAlreadyExistsException another) {
      createWithParents(path); // another thread or process was faster
    } catch (IOException e) {
      throw NoSpace.translate(e, path);
    }
    NameSync.sync(parent);
  }

  @Override
  public Set<FileName> list() throws IOException {
    Set<FileName> names = new TreeSet<>();
    for (Path path : entries()) {
      Optional<FileName> name = numbered(path);
      if (name.isPresent()) {
        names.add(name.get());
      }
    }
    return names;
  }

  @Override
  public Set<String> strangers() throws IOException {
    Set<String> names = new TreeSet<>();
    for (Path path : entries()) {
      String name = nameOf(path);
      boolean fixed = name.equals(FsLock.NAME) || name.equals(FsReserve.NAME);
      if (!fixed && numbered(path).isEmpty() && child(path).isEmpty()) {
        names.add(name);
      }
    }
    return names;
  }

  @Override
  public Output create(FileName name, long reserve) throws IOException {
    Require.argument(reserve >= 0, "reserve %d is negative", reserve);
    Path path = path(name);
    try {
      Files.createFile(path); // exclusive, and follows no link
    } catch (IOException e) {
      throw NoSpace.translate(e, path);
    }
    try {
      return new FsOutput(path, reserve);
    } catch (IOException e) {
      Files.delete(path);
      throw e;
    }
  }

  @Override
  public long length(FileName name) throws IOException {
    return RegularFile.attributes(path(name)).size();
  }

  @Override
  public Input open(FileName name) throws IOException {
    return FsInput.open(path(name));
  }

  @Override
  public Mapping map(FileName name, long expectedLength) throws IOException {
    return FsMapping.of(path(name), expectedLength, budget);
  }

  @Override
  public void publish(FileName temporary, FileName name) throws IOException {
    Path from = path(temporary);
    Path to = path(name);
    RegularFile.attributes(from);
    makeReadOnly(from);
    if (link(from, to)) {
      Files.delete(from);
    } else {
      // without links nothing is both atomic and exclusive; the writer lock keeps others away
      if (Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
        throw new FileAlreadyExistsException(to.toString());
      }
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  @Override
  public void delete(FileName name) throws IOException {
    RegularFile.attributes(path(name));
    Files.delete(path(name));
  }

  @Override
  public void syncNames() throws IOException {
    NameSync.sync(directory);
  }

  @Override
  public void linkTo(FileName name, Directory target) throws IOException {
    Path from = path(name);
    RegularFile.attributes(from);
    if (!(target instanceof FsDirectory other) || !link(from, other.path(name))) {
      FileCopy.copy(this, name, target);
    }
  }

  @Override
  public long freeSpace() throws IOException {
    return Files.getFileStore(directory).getUsableSpace();
  }

  @Override
  public long reserved() throws IOException {
    return FsReserve.length(directory);
  }

  @Override
  public void reserve(long bytes) throws IOException {
    FsReserve.make(directory, bytes);
  }

  @Override
  public void releaseReserve() throws IOException {
    FsReserve.release(directory);
  }

  @Override
  public Set<CollectionName> children() throws IOException {
    Set<CollectionName> children = new TreeSet<>();
    for (Path path : entries()) {
      child(path).ifPresent(children::add);
    }
    return children;
  }

  @Override
  public Directory createChild(CollectionName name) throws IOException {
    Path path = directory.resolve(name.toString());
    try {
      Files.createDirectory(path);
    } catch (IOException e) {
      throw NoSpace.translate(e, path);
    }
    return new FsDirectory(path, budget);
  }

  @Override
  public Directory openChild(CollectionName name) throws IOException {
    Path path = directory.resolve(name.toString());
    if (!RegularFile.attributesOfAny(path).isDirectory()) {
      throw new NotDirectoryException(path.toString());
    }
    return new FsDirectory(path, budget);
  }

  @Override
  public void deleteChild(CollectionName name) throws IOException {
    Path path = directory.resolve(name.toString());
    if (!RegularFile.attributesOfAny(path).isDirectory()) {
      throw new NotDirectoryException(path.toString());
    }
    FsReserve.release(path);
    Files.deleteIfExists(path.resolve(FsLock.NAME));
    Files.delete(path);
  }

  @Override
  public WriterLock lock() throws IOException {
    warnIfRemote();
    return FsLock.take(directory);
  }

  /** Locks and syncs of a network file system are not what the promises are made on. */
  private void warnIfRemote() throws IOException {
    String type = Files.getFileStore(directory).type();
    if (REMOTE.contains(type)) {
      System.getLogger("io.iqdb.store")
          .log(
              System.Logger.Level.WARNING,
              directory
                  + " is on "
                  + type
                  + ": one writer and durability are promised for local file systems");
    }
  }

  /**
   * What stands in {@code LOCK}: who took it last, and has it perhaps.
   *
   * @throws NoSuchFileException where nobody ever took it
   */
  public String lastOwner() throws IOException {
    return FsLock.lastOwner(directory);
  }

  @Override
  public String describe() {
    return directory.toString();
  }

  @Override
  public void close() {}

  private Path path(FileName name) {
    return directory.resolve(name.toString());
  }

  private Set<Path> entries() throws IOException {
    Set<Path> entries = new TreeSet<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      for (Path entry : stream) {
        entries.add(entry);
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return entries;
  }

  /** The numbered file at {@code path}; a link or directory that bears such a name is none. */
  private static Optional<FileName> numbered(Path path) throws IOException {
    Optional<FileName> name = FileName.parse(nameOf(path));
    if (name.isEmpty()) {
      return name;
    }
    try {
      BasicFileAttributes attributes = RegularFile.attributesOfAny(path);
      return attributes.isRegularFile() ? name : Optional.empty();
    } catch (NoSuchFileException deletedMeanwhile) {
      return name; // as if it had been listed a moment earlier
    }
  }

  /** The collection whose directory is at {@code path}; a link or file of such a name is none. */
  private static Optional<CollectionName> child(Path path) throws IOException {
    Optional<CollectionName> name = CollectionName.parse(nameOf(path));
    if (name.isEmpty()) {
      return name;
    }
    try {
      return RegularFile.attributesOfAny(path).isDirectory() ? name : Optional.empty();
    } catch (NoSuchFileException deletedMeanwhile) {
      return Optional.empty();
    }
  }

  private static String nameOf(Path path) {
    return Objects.requireNonNull(path.getFileName(), "an entry has a name").toString();
  }

  /** Links exclusively; false where the file system makes no such link. */
  private static boolean link(Path from, Path to) throws IOException {
    try {
      Files.createLink(to, from);
      return true;
    } catch (FileAlreadyExistsException | NoSuchFileException e) {
      throw e;
    } catch (UnsupportedOperationException e) {
      return false;
    } catch (FileSystemException e) {
      // the error number is not to be had and its text depends on the language: whatever it was,
      // a move or a copy meets it again unless it was about links
      if (NoSpace.translate(e, to) instanceof NoSpaceException full) {
        throw full;
      }
      return false;
    }
  }

  private static void makeReadOnly(Path path) throws IOException {
    PosixFileAttributeView posix =
        Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    // Windows could not delete a read-only file again
    if (posix != null) {
      posix.setPermissions(PosixFilePermissions.fromString(READ_ONLY));
    }
  }
}
