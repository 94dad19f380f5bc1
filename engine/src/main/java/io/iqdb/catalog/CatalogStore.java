package io.iqdb.catalog;

import io.iqdb.error.Require;
import io.iqdb.format.FileHeader;
import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import io.iqdb.format.SectionKind;
import io.iqdb.format.catalog.CatalogCodec;
import io.iqdb.format.catalog.CatalogData;
import io.iqdb.sealed.Publication;
import io.iqdb.sealed.SealedFileWriter;
import io.iqdb.store.Directory;
import io.iqdb.store.WriterLock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.function.LongSupplier;

/**
 * Publishes which collections there are. Used by the one writer of a directory, one thread at a
 * time.
 */
public final class CatalogStore {
  private final Directory directory;
  private final WriterLock lock;
  private final LongSupplier salts;
  private long newest;
  private long attempts;

  /**
   * A store that goes on behind a catalog; temporaries of earlier attempts are gone.
   *
   * @param lock held by this writer
   * @param salts a random number for each file
   * @param newest number of the catalog that is the truth now, 0 where there is none
   */
  public CatalogStore(Directory directory, WriterLock lock, LongSupplier salts, long newest) {
    this.directory = directory;
    this.lock = lock;
    this.salts = salts;
    this.newest = newest;
  }

  /**
   * Before anything is made that the catalog is to name.
   *
   * @throws io.iqdb.store.LockLostException where the directory is no longer this writer's
   */
  public void requireLock() throws IOException {
    lock.verify();
  }

  /**
   * Makes {@code next} the truth. On return it survives a power failure, and only then may
   * directories that it no longer names go; the names of those that it does name are durable.
   *
   * <p>Where this fails with {@link io.iqdb.store.NoSpaceException} the old state stays and another
   * attempt may be made. After any other failure nothing may be published any more.
   *
   * @throws java.nio.file.FileAlreadyExistsException where another writer published that number
   * @throws io.iqdb.store.LockLostException where the directory is no longer this writer's
   */
  public void publish(CatalogData next) throws IOException {
    Require.state(
        next.number() == newest + 1, "catalog %d cannot follow %d", next.number(), newest);
    FileName name = FileName.of(FileKind.CATALOG, next.number());
    FileName temporary = FileName.temporary(++attempts);
    FileHeader header = FileHeader.of(name, next.catalog(), salts.getAsLong());
    ByteBuffer section = CatalogCodec.encode(next);
    try (SealedFileWriter out = SealedFileWriter.create(directory, temporary, header)) {
      out.beginSection(SectionKind.COLLECTIONS, CatalogCodec.VERSION, section.remaining());
      out.write(section);
      out.finish();
    }
    lock.verify();
    Publication.publish(directory, temporary, name);
    directory.syncNames();
    newest = next.number();
    retire(newest - 1);
  }

  /** Removes the one before; where that is refused, the next opener does. */
  private void retire(long number) {
    try {
      directory.delete(FileName.of(FileKind.CATALOG, number));
    } catch (NoSuchFileException none) {
      return;
    } catch (IOException kept) {
      System.getLogger("io.iqdb.catalog")
          .log(System.Logger.Level.WARNING, "an old catalog stays: " + kept.getMessage());
    }
  }
}
