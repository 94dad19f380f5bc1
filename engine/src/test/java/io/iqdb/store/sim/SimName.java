package io.iqdb.store.sim;

import io.iqdb.format.CollectionName;
import io.iqdb.format.FileName;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * A name on a {@link SimDisk}: a file's, in the root or in a folder, or a folder's own.
 *
 * @param folder number of the folder, {@link #ROOT} for what stands above them
 * @param name of a file; null for the folder itself
 */
record SimName(long folder, @Nullable FileName name) implements Comparable<SimName> {
  /** The directory above all folders. */
  static final long ROOT = -1;

  private static final Comparator<SimName> ORDER =
      Comparator.comparingLong((SimName name) -> name.folder)
          .thenComparing(name -> name.name, Comparator.nullsFirst(Comparator.naturalOrder()));

  /** A file of the root. */
  static SimName of(FileName name) {
    return new SimName(ROOT, name);
  }

  /** A folder's own name. */
  static SimName folder(long number) {
    return new SimName(number, null);
  }

  /** The file, which this is. */
  FileName file() {
    if (name == null) {
      throw new IllegalStateException(this + " is a folder");
    }
    return name;
  }

  boolean isFolder() {
    return name == null;
  }

  /** The directory that the name stands in: syncing its names makes this one durable. */
  long directory() {
    return isFolder() ? ROOT : folder;
  }

  @Override
  public int compareTo(SimName other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    if (folder == ROOT) {
      return file().toString();
    }
    String parent = new CollectionName(folder).toString();
    return name == null ? parent : parent + "/" + name;
  }
}
