package io.iqdb.write;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.iqdb.error.LimitExceededException;
import io.iqdb.format.manifest.BookmarkEntry;
import io.iqdb.types.Bookmark;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The newest value of each bookmark (ruling 13). The leader of the write queue sets, any thread
 * reads.
 */
public final class Bookmarks {
  /** Most names a database keeps. */
  public static final int MAX = 1024;

  private final ConcurrentMap<String, BookmarkEntry> entries = new ConcurrentHashMap<>();

  /** Names that have an entry or are about to. */
  @GuardedBy("this")
  private final Set<String> names = new HashSet<>();

  /** Starts with those of a manifest. */
  public Bookmarks(Collection<BookmarkEntry> stored) {
    for (BookmarkEntry entry : stored) {
      names.add(entry.bookmark().name());
      entries.put(entry.bookmark().name(), entry);
    }
  }

  /** Sets one, unless it was set at a higher sequence. */
  public void set(Bookmark bookmark, long sequence) {
    entries.merge(
        bookmark.name(),
        new BookmarkEntry(bookmark, sequence),
        (before, after) -> after.sequence() >= before.sequence() ? after : before);
  }

  /**
   * Keeps a place for a name, before anything is written.
   *
   * @throws LimitExceededException where it would be the 1,025th
   */
  public synchronized void reserve(String name) {
    if (names.size() >= MAX && !names.contains(name)) {
      throw new LimitExceededException("a database keeps at most " + MAX + " bookmarks");
    }
    names.add(name);
  }

  /** The newest value of a name. */
  public Optional<byte[]> get(String name) {
    return Optional.ofNullable(entries.get(name)).map(entry -> entry.bookmark().value());
  }

  /** All of them. */
  public Collection<BookmarkEntry> all() {
    return List.copyOf(entries.values());
  }
}
