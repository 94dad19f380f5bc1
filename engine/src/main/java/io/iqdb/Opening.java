package io.iqdb;

import io.iqdb.error.InvalidConfigException;
import io.iqdb.error.NotADatabaseException;
import io.iqdb.format.FileName;
import io.iqdb.format.codec.Codecs;
import io.iqdb.format.manifest.ManifestData;
import io.iqdb.format.manifest.StoredConfig;
import io.iqdb.manifest.ManifestStore;
import io.iqdb.observe.Recorder;
import io.iqdb.observe.RecoveryEvent;
import io.iqdb.policy.Compression;
import io.iqdb.policy.FsyncPolicy;
import io.iqdb.recovery.Follower;
import io.iqdb.recovery.OpenFiles;
import io.iqdb.recovery.Recovery;
import io.iqdb.store.Directory;
import io.iqdb.store.FsDirectory;
import io.iqdb.store.MemoryDirectory;
import io.iqdb.store.NoSpaceException;
import io.iqdb.store.WriterLock;
import io.iqdb.view.Current;
import io.iqdb.view.Janitor;
import io.iqdb.view.Snapshots;
import io.iqdb.write.Commits;
import io.iqdb.write.FileNumbers;
import io.iqdb.write.Reserve;
import io.iqdb.write.Storage;
import io.iqdb.write.Traffic;
import io.iqdb.write.Tuning;
import io.iqdb.write.Writer;
import io.iqdb.write.WriterHealth;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Opens databases: lock, newest manifest, files, replay, new files for what was replayed, sweep.
 */
final class Opening {
  private Opening() {}

  static Iqdb create(Path path, IqdbConfig config, OpenOptions options) {
    return Failures.translate(
        "create " + path,
        () -> forWriting(FsDirectory.create(path), config, options, Existing.REFUSED));
  }

  static Iqdb existing(Path path, OpenOptions options) {
    return Failures.translate(
        "open " + path, () -> forWriting(openDirectory(path), null, options, Existing.REQUIRED));
  }

  static Iqdb either(Path path, IqdbConfig config, OpenOptions options) {
    return Failures.translate(
        "open " + path,
        () -> forWriting(FsDirectory.create(path), config, options, Existing.WELCOME));
  }

  static Iqdb readOnly(Path path, OpenOptions options) {
    return Failures.translate("open " + path, () -> forReading(openDirectory(path), options));
  }

  static Iqdb inMemory(IqdbConfig config, OpenOptions options) {
    return Failures.translate(
        "open in memory",
        () ->
            forWriting(
                new MemoryDirectory(), config, options.fsync(FsyncPolicy.NEVER), Existing.REFUSED));
  }

  static Directory openDirectory(Path path) throws IOException {
    try {
      return FsDirectory.open(path);
    } catch (NoSuchFileException missing) {
      throw new NotADatabaseException("there is no database at " + path);
    }
  }

  /** Whether a database may, must or must not be there. */
  enum Existing {
    WELCOME,
    REQUIRED,
    REFUSED
  }

  /** Opens or creates the database in {@code directory}, which it closes if it fails. */
  static Iqdb forWriting(
      Directory directory, @Nullable IqdbConfig wanted, OpenOptions options, Existing existing)
      throws Exception {
    return forWriting(directory, wanted, options, existing, Tuning.defaults());
  }

  /** The same with sizes and chance of its own. */
  static Iqdb forWriting(
      Directory directory,
      @Nullable IqdbConfig wanted,
      OpenOptions options,
      Existing existing,
      Tuning tuning)
      throws Exception {
    return forWriting(directory, wanted, options, existing, tuning, null);
  }

  /** A collection that exists, which shares {@code reserve} with the others of its catalog. */
  static Iqdb collection(Directory directory, OpenOptions options, Tuning tuning, Reserve reserve)
      throws Exception {
    return forWriting(directory, null, options, Existing.REQUIRED, tuning, reserve);
  }

  /**
   * Finds out now what each flush would find out otherwise.
   *
   * @throws InvalidConfigException where a library is not there that {@code options} need
   */
  static void requireLibraries(OpenOptions options) {
    if (options.compression() == Compression.ZSTD) {
      Codecs.require(Compression.ZSTD);
    }
  }

  private static Iqdb forWriting(
      Directory directory,
      @Nullable IqdbConfig wanted,
      OpenOptions options,
      Existing existing,
      Tuning tuning,
      @Nullable Reserve shared)
      throws Exception {
    RecoveryEvent event = Recorder.recovery();
    PlatformCheck.run();
    try {
      WriterLock lock = DirectoryKind.DATABASE.lock(directory);
      try {
        Iqdb database = open(directory, lock, wanted, options, existing, tuning, shared);
        if (event != null) {
          RecoveryReport report = database.recovery();
          event.finish(
              database.path(),
              report.framesReplayed(),
              report.recordsReplayed(),
              report.bytesCut());
        }
        return database;
      } catch (Exception | Error failure) {
        try (lock) {
          throw failure;
        }
      }
    } catch (Exception | Error failure) {
      try (directory) {
        throw failure;
      }
    }
  }

  private static Iqdb open(
      Directory directory,
      WriterLock lock,
      @Nullable IqdbConfig wanted,
      OpenOptions options,
      Existing existing,
      Tuning tuning,
      @Nullable Reserve shared)
      throws Exception {
    requireLibraries(options);
    Optional<ManifestData> stored = Recovery.newest(directory);
    if (stored.isPresent() && existing == Existing.REFUSED) {
      throw new NotADatabaseException(directory.describe() + " holds a database already");
    }
    int removed = Recovery.sweepTemporaries(directory);
    FileNumbers numbers =
        new FileNumbers(stored.isPresent() ? stored.get().nextFileNumber() : 1, directory.list());
    ManifestStore manifests =
        new ManifestStore(
            directory,
            lock,
            numbers::take,
            tuning::salt,
            stored.isPresent() ? stored.get().number() : 0);
    ManifestData manifest =
        stored.isPresent()
            ? stored.get()
            : Recovery.create(manifests, newConfig(directory, wanted), tuning.database());
    requireSame(wanted, manifest.config());
    Storage storage = storage(directory, manifest, options, tuning);
    OpenFiles files = Recovery.openForWriting(storage, manifest);
    WriterHealth health = new WriterHealth();
    Commits commits = new Commits(directory, manifests, numbers, health, options.clock(), manifest);
    Janitor janitor = new Janitor();
    Current current = new Current(files.tables().visible(janitor));
    Reserve reserve = shared == null ? new Reserve(directory, tuning.reserveBytes()) : shared;
    Writer writer =
        new Writer(
            storage,
            lock,
            commits,
            files.tables(),
            files.bookmarks(),
            health,
            current,
            janitor,
            options.fsync(),
            options.memtableBytes(),
            options.mergePolicy(),
            options.mergeScheduling(),
            reserve);
    Inside inside =
        new Inside(
            directory,
            lock,
            current,
            new Snapshots(),
            files.bookmarks(),
            null,
            writer,
            janitor,
            tuning,
            storage.traffic(),
            storage.database());
    try {
      removed += finishRecovery(writer, directory, commits, manifest, stored.isPresent());
      if (shared == null) {
        reserve.open(); // what was replayed goes first
      }
    } catch (Exception | Error failure) {
      health.fail(failure); // nothing may be flushed on the way out
      try (janitor) {
        writer.close();
      } catch (Exception second) {
        failure.addSuppressed(second);
      }
      throw failure;
    }
    RecoveryReport report =
        new RecoveryReport(
            files.replay().frames(), files.replay().records(), files.replay().bytesCut(), removed);
    WarmUp.once();
    janitor.start();
    if (!manifest.segments().isEmpty()) {
      writer.merges().consider();
    }
    return new Iqdb(config(manifest), options, inside, report);
  }

  /**
   * Writes what was replayed into new files; where there is no room for them, the first write does
   * (ruling 9).
   */
  private static int finishRecovery(
      Writer writer, Directory directory, Commits commits, ManifestData found, boolean stored)
      throws Exception {
    try {
      writer.finishRecovery();
      Set<FileName> unnamed = directory.list();
      unnamed.removeAll(Commits.filesOf(commits.current()));
      boolean first = stored && found.number() == 1; // whoever made it may have ended in a sync
      if (commits.current().number() == found.number() && (first || !unnamed.isEmpty())) {
        commits.confirm(); // ruling 7: deletions come after a manifest of recovery's own
      }
    } catch (NoSpaceException full) {
      System.getLogger("io.iqdb")
          .log(
              System.Logger.Level.WARNING,
              "no space to finish recovery: reading works, writing waits for space");
      return 0;
    }
    return commits.sweep();
  }

  /** Opens the newest state in {@code directory} for reading; closes it if that fails. */
  static Iqdb forReading(Directory directory, OpenOptions options) throws Exception {
    return forReading(directory, options, failure -> {});
  }

  /**
   * The same.
   *
   * @param explanation is shown what keeps a refresh from going on, and throws where it knows a
   *     better reason
   */
  static Iqdb forReading(
      Directory directory, OpenOptions options, Consumer<? super Exception> explanation)
      throws Exception {
    try {
      Optional<ManifestData> found = Recovery.newest(directory);
      if (found.isEmpty()) {
        throw DirectoryKind.noDatabase(directory);
      }
      ManifestData newest = found.get();
      Storage storage = storage(directory, newest, options, Tuning.defaults());
      OpenFiles files = Recovery.openForReading(storage, newest);
      Janitor janitor = new Janitor();
      Current current = new Current(files.tables().visible(janitor));
      Follower follower = new Follower(storage, files, current, janitor, explanation);
      Inside inside =
          new Inside(
              directory,
              null,
              current,
              new Snapshots(),
              follower.bookmarks(),
              follower,
              null,
              janitor,
              Tuning.defaults(),
              new Traffic(),
              storage.database());
      janitor.start();
      return new Iqdb(
          config(newest),
          options,
          inside,
          new RecoveryReport(files.replay().frames(), files.replay().records(), 0, 0));
    } catch (Exception | Error failure) {
      try (directory) {
        throw failure;
      }
    }
  }

  /** What a new database is made with, in a directory that holds nothing else. */
  private static StoredConfig newConfig(Directory directory, @Nullable IqdbConfig wanted)
      throws IOException {
    if (wanted == null || DirectoryKind.of(directory) != DirectoryKind.NEITHER) {
      throw DirectoryKind.noDatabase(directory);
    }
    Set<String> strangers = new HashSet<>(directory.strangers());
    strangers.removeIf(name -> name.startsWith(".") || name.equals("lost+found"));
    if (!strangers.isEmpty()) {
      throw new NotADatabaseException(
          directory.describe()
              + " holds other files, such as "
              + strangers.iterator().next()
              + "; a database needs a directory of its own");
    }
    return new StoredConfig(wanted.dimension(), wanted.metric(), wanted.index());
  }

  private static void requireSame(@Nullable IqdbConfig wanted, StoredConfig stored) {
    if (wanted != null && wanted.dimension() != stored.dimension()) {
      throw new InvalidConfigException(
          "the database has dimension " + stored.dimension() + ", not " + wanted.dimension());
    }
    if (wanted != null && wanted.metric() != stored.metric()) {
      throw new InvalidConfigException(
          "the database has metric " + stored.metric() + ", not " + wanted.metric());
    }
  }

  private static IqdbConfig config(ManifestData manifest) {
    StoredConfig stored = manifest.config();
    return new IqdbConfig(stored.dimension(), stored.metric(), stored.index());
  }

  private static Storage storage(
      Directory directory, ManifestData manifest, OpenOptions options, Tuning tuning) {
    return new Storage(
        directory,
        manifest.database(),
        manifest.config(),
        options.compression(),
        options.access(),
        options.verification(),
        options.clock(),
        Library.describe(),
        tuning,
        new Traffic());
  }
}
