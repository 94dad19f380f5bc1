package io.iqdb.manifest;

import io.iqdb.error.Require;
import io.iqdb.format.FileHeader;
import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import io.iqdb.format.SectionKind;
import io.iqdb.format.manifest.ManifestCodec;
import io.iqdb.format.manifest.ManifestData;
import io.iqdb.sealed.Publication;
import io.iqdb.sealed.SealedFileWriter;
import io.iqdb.store.Directory;
import io.iqdb.store.WriterLock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Publishes which files are the truth. Used by the one writer of a directory, one thread at a time.
 */
public final class ManifestStore {
  private final Directory directory;
  private final WriterLock lock;
  private final LongSupplier temporaryNumbers;
  private final LongSupplier salts;
  private long newest;

  /**
   * A store that goes on behind a manifest.
   *
   * @param lock held by this writer
   * @param temporaryNumbers a new file number for each attempt
   * @param salts a random number for each file
   * @param newest number of the manifest that is the truth now, 0 where there is none
   */
  public ManifestStore(
      Directory directory,
      WriterLock lock,
      LongSupplier temporaryNumbers,
      LongSupplier salts,
      long newest) {
    this.directory = directory;
    this.lock = lock;
    this.temporaryNumbers = temporaryNumbers;
    this.salts = salts;
    this.newest = newest;
  }

  /** The number of the manifest that is the truth now, 0 where there is none. */
  public long newest() {
    return newest;
  }

  /**
   * Makes {@code next} the current commit point. On return it survives a power failure, and only
   * then may files that it no longer names go. The write-ahead log must be synced through all that
   * it holds before this is called.
   *
   * <p>Where this fails before the name is given (a full disk), the old commit point stays and
   * another attempt may be made. Where it fails from then on, another writer was here or names are
   * no longer durable: nothing may be published any more.
   *
   * @throws java.nio.file.FileAlreadyExistsException where another writer published that number
   * @throws io.iqdb.store.LockLostException where the directory is no longer this writer's
   */
  public void publish(ManifestData next) throws IOException {
    Require.state(
        next.number() == newest + 1, "manifest %d cannot follow %d", next.number(), newest);
    FileName name = FileName.of(FileKind.MANIFEST, next.number());
    FileName temporary = FileName.temporary(temporaryNumbers.getAsLong());
    FileHeader header = FileHeader.of(name, next.database(), salts.getAsLong());
    try (SealedFileWriter out = SealedFileWriter.create(directory, temporary, header)) {
      writeSections(out, ManifestCodec.encode(next));
      out.finish();
    }
    lock.verify();
    Publication.publish(directory, temporary, name);
    directory.syncNames();
    newest = next.number();
  }

  private static void writeSections(SealedFileWriter out, Map<SectionKind, ByteBuffer> sections)
      throws IOException {
    for (Map.Entry<SectionKind, ByteBuffer> section : sections.entrySet()) {
      out.beginSection(section.getKey(), ManifestCodec.VERSION, section.getValue().remaining());
      out.write(section.getValue());
    }
  }
}
