package io.iqdb.recovery;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.iqdb.error.CorruptFileException;
import io.iqdb.error.NotADatabaseException;
import io.iqdb.format.manifest.ManifestData;
import io.iqdb.format.manifest.MergeLog;
import io.iqdb.view.Current;
import io.iqdb.view.View;
import io.iqdb.write.Bookmarks;
import io.iqdb.write.Storage;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * Takes a reader from state to state behind a writer in another process. Under the same manifest it
 * reads on in the logs; for another one it opens the files that are new. Readers see a state that
 * is complete, or the one before. Any thread may call; one at a time goes on.
 */
public final class Follower implements AutoCloseable {
  private final Storage storage;
  private final Current current;
  private final Consumer<View> undertaker;
  private final Consumer<? super Exception> explanation;
  private final Bookmarks bookmarks;

  @GuardedBy("this")
  private OpenFiles files;

  /** Of what readers see. */
  private volatile ManifestData manifest;

  /** Whether the tables hold a part of what was read last, which nobody may see. */
  @GuardedBy("this")
  private boolean torn;

  /**
   * Takes over {@code files}, which {@code current} shows.
   *
   * @param undertaker of views that nobody holds any more
   * @param explanation is shown what kept the reader from going on, and throws where it knows a
   *     better reason
   */
  public Follower(
      Storage storage,
      OpenFiles files,
      Current current,
      Consumer<View> undertaker,
      Consumer<? super Exception> explanation) {
    this.explanation = explanation;
    this.storage = storage;
    this.files = files;
    this.manifest = files.manifest();
    this.current = current;
    this.undertaker = undertaker;
    this.bookmarks = new Bookmarks(files.bookmarks().all());
  }

  /** The newest of each name in what readers see. */
  public Bookmarks bookmarks() {
    return bookmarks;
  }

  /** What was merged, as the manifest of what readers see has it. */
  public MergeLog mergeLog() {
    return manifest.merges();
  }

  /** The first sequence that a log may still hold, by the same manifest. */
  public long settled() {
    return manifest.settled();
  }

  /** Goes to the newest state; whether it is another one. Where that fails, the old one stays. */
  public synchronized boolean refresh() throws IOException {
    current.newest(); // throws where the database is closed
    try {
      return follow();
    } catch (IOException | CorruptFileException | NotADatabaseException failure) {
      explanation.accept(failure);
      throw failure;
    }
  }

  @GuardedBy("this")
  private boolean follow() throws IOException {
    ManifestData newest = newest();
    boolean same = newest.number() == files.manifest().number() && !torn;
    boolean changed = same ? readOn() : reopen(newest);
    if (changed) {
      files.bookmarks().all().forEach(entry -> bookmarks.set(entry.bookmark(), entry.sequence()));
    }
    return changed;
  }

  private ManifestData newest() throws IOException {
    return Recovery.newest(storage.directory())
        .orElseThrow(() ->
            new NotADatabaseException(
                "there is no database any more at " + storage.directory().describe()));
  }

  @GuardedBy("this")
  private boolean readOn() throws IOException {
    torn = true;
    try {
      files.tail().advance();
    } catch (IOException | CorruptFileException gone) {
      return reopen(newest()); // the writer may have gone on meanwhile; if not, it says the same
    }
    if (files.tail().missedSegment()) {
      ManifestData newest = newest();
      if (newest.number() != files.manifest().number()) {
        return reopen(newest);
      }
    }
    torn = false;
    if (files.tables().sequence() == current.newest().sequence()) {
      return false;
    }
    current.publish(files.tables().visible(current.newest().view()));
    return true;
  }

  @GuardedBy("this")
  private boolean reopen(ManifestData newest) throws IOException {
    OpenFiles next = Recovery.openForReading(storage, newest, files.tables().segments());
    OpenFiles before = files;
    boolean changed =
        next.manifest().number() != before.manifest().number()
            || next.tables().sequence() != current.newest().sequence();
    current.publish(next.tables().visible(undertaker));
    files = next;
    manifest = next.manifest();
    torn = false;
    before.tables().close();
    return changed;
  }

  /** Lets nobody in any more; readers inside finish. */
  @Override
  public synchronized void close() {
    current.close();
    files.tables().close();
  }
}
